"""The files of a project: its own, those of its funding and of its progress."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from accounts.models import User
from projects.models import FundingApplication, Progress, Project
from workplace.models import Attachment
from workplace.selectors.files import Files, files_shown

# How to come from a row that has files to its project.
TO_PROJECT: dict[type[models.Model], str] = {
    Project: "pk",
    FundingApplication: "project_id",
    Progress: "plan__project_id",
}


def project_files(project: Project, user: User, undo: str = "") -> Files:
    """All of a project, in a fixed number of queries; `undo` is the key of one just removed."""
    own = Q(pk__in=())
    where: dict[tuple[int, int], str] = {}
    for model, key in TO_PROJECT.items():
        kind = ContentType.objects.get_for_model(model)
        rows: Any = model._default_manager.filter(**{key: project.pk})
        own |= Q(content_type=kind, object_id__in=rows.values("pk"))
        if model is FundingApplication:
            where = {(kind.pk, row.pk): f"{row.year}年{row.get_channel_display()}" for row in rows}
    return files_shown(
        Attachment.objects.filter(own),
        user,
        undo,
        lambda file: where.get((file.content_type_id, file.object_id), ""),
    )


def application_files(application: FundingApplication, user: User, undo: str = "") -> Files:
    kind = ContentType.objects.get_for_model(FundingApplication)
    own = Attachment.objects.filter(content_type=kind, object_id=application.pk)
    return files_shown(own, user, undo)
