"""The rows of the register that files hang on, for the guard of every download."""

from workplace.attachments import GUARDS, Guard

from . import access

PROJECT_LABELS = ["开工照片", "复工照片", "批复", "其他"]
FUNDING_LABELS = ["批复文件", "申报材料", "到位凭证", "支出凭证", "其他"]


def register() -> None:
    GUARDS.update(
        {
            "projects.Project": Guard(
                rows=lambda user: access.projects_for(user).select_related("unit"),
                unit_of=lambda project: project.unit,
                name_of=lambda project: project.number,
                page_of=lambda project: f"/projects/{project.number}/files/",
            ),
            "projects.FundingApplication": Guard(
                rows=lambda user: access.applications_for(user).select_related("project__unit"),
                unit_of=lambda application: application.project.unit,
                name_of=lambda application: application.project.number,
                page_of=lambda application: f"/funding/{application.pk}/",
            ),
            "projects.Progress": Guard(
                rows=access.progress_rows_for,
                unit_of=lambda progress: progress.plan.project.unit,
                name_of=lambda progress: progress.plan.project.number,
                page_of=lambda progress: f"/projects/{progress.plan.project.number}/files/",
            ),
        }
    )
