"""附件 of a project and of its funding: the list, a part of the project's page; the form."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest, needs, render_page, repeats
from projects import access
from projects.files import FUNDING_LABELS, PROJECT_LABELS
from projects.selectors.files import project_files as files_of
from workplace.uploading import add_files

GET_OR_POST = ["GET", "POST"]
FORM = "projects/files_add.html"


@needs("see_projects")
@require_GET
def project_files(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    context = {
        "project": project,
        "files": files_of(project, request.user, request.GET.get("removed", "")),
        "may_edit": request.user.can("write_projects"),
    }
    return render_page(request, "projects/files.html", "projects/_files.html", context)


@needs("see_projects", "write_projects")
@repeats("file")
@require_http_methods(GET_OR_POST)
def project_files_add(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    words = {"project": project, "title": "上传附件", "place": "附件"}
    return add_files(request, project, PROJECT_LABELS, FORM, words)


@needs("see_projects", "write_projects")
@repeats("file")
@require_http_methods(GET_OR_POST)
def funding_files_add(request: SignedInRequest, pk: int) -> HttpResponse:
    application = access.application_for(request.user, pk)
    place = f"{application.year}年{application.get_channel_display()}"
    words = {"project": application.project, "title": f"上传附件：{place}", "place": place}
    return add_files(request, application, FUNDING_LABELS, FORM, words)
