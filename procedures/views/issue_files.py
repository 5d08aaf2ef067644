"""问题的附件: whoever has a part in a problem adds to them; they stand on its page."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, repeats
from procedures import issue_access
from procedures.files import ISSUE_LABELS
from workplace.uploading import add_files

NOT_YOURS = "这个问题由提出单位、责任单位、办理部门和项目推进中心上传附件。"


@needs("see_issues", "raise_issues")
@repeats("file")
@require_http_methods(["GET", "POST"])
def issue_files_add(request: SignedInRequest, pk: int) -> HttpResponse:
    issue = issue_access.issue_for(request.user, pk)
    if not issue_access.parts_of(request.user, issue):
        raise Refused(NOT_YOURS, 403)
    words = {"issue": issue, "title": f"上传附件：第 {issue.pk} 号问题"}
    return add_files(request, issue, ISSUE_LABELS, "procedures/issue_files_add.html", words)
