"""The files of a project: its own, those of its funding and of its progress."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from accounts.models import User
from projects.access import projects_for
from projects.models import FundingApplication, Progress, Project
from workplace.models import Attachment, AttachmentQuerySet

# How to come from a row that has files to its project.
TO_PROJECT: dict[type[models.Model], str] = {
    Project: "pk",
    FundingApplication: "project_id",
    Progress: "plan__project_id",
}


@dataclass(frozen=True)
class FileRow:
    """`also`: other projects that hold the very same content; told to the centre alone."""

    file: Attachment
    where: str = ""
    also: list[Project] = field(default_factory=list)


@dataclass(frozen=True)
class Files:
    rows: list[FileRow]
    removed: list[FileRow]
    undo: Attachment | None  # just removed: the page offers to bring it back

    @property
    def count(self) -> int:
        return len(self.rows)


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
    return _files(Attachment.objects.filter(own), project, user, where, undo)


def application_files(application: FundingApplication, user: User, undo: str = "") -> Files:
    kind = ContentType.objects.get_for_model(FundingApplication)
    own = Attachment.objects.filter(content_type=kind, object_id=application.pk)
    return _files(own, application.project, user, {}, undo)


def _files(
    own: AttachmentQuerySet,
    project: Project,
    user: User,
    where: dict[tuple[int, int], str],
    undo: str,
) -> Files:
    found = list(own.select_related("by__unit", "removed_by__unit"))
    also = _elsewhere(found, project, user) if user.can("review") else {}
    rows = [
        FileRow(
            file,
            where.get((file.content_type_id, file.object_id), ""),
            also.get(file.digest, []),
        )
        for file in found
    ]
    removed = [row for row in rows if row.file.removed_at]
    just = next((row.file for row in removed if str(row.file.pk) == undo), None)
    return Files([row for row in rows if not row.file.removed_at], removed, just)


def _elsewhere(
    found: Iterable[Attachment], project: Project, user: User
) -> dict[str, list[Project]]:
    """Projects of the county, by digest, that hold the same content; one query a kind of row."""
    same = Attachment.objects.standing().filter(digest__in={file.digest for file in found})
    ids: dict[str, set[int]] = defaultdict(set)
    for model, key in TO_PROJECT.items():
        kind = ContentType.objects.get_for_model(model)
        holders = list(same.filter(content_type=kind).values_list("object_id", "digest"))
        rows: Any = model._default_manager.filter(pk__in={pk for pk, _ in holders})
        project_of = dict(rows.values_list("pk", key))
        for pk, digest in holders:
            ids[digest].add(project_of[pk])
    projects = projects_for(user).exclude(pk=project.pk).in_bulk(set().union(*ids.values()))
    return {
        digest: [projects[pk] for pk in sorted(holders) if pk in projects]
        for digest, holders in ids.items()
    }
