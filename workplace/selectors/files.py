"""Files as a page lists them: what each hangs on, where else it is, what was taken away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from accounts.models import Unit, User
from workplace.attachments import GUARDS, Guard
from workplace.models import Attachment, AttachmentQuerySet
from workplace.pictures import look_alike

ELSEWHERE = "其他单位的项目上"
Holder = tuple[int, int]  # content type and key of what a file hangs on


@dataclass(frozen=True)
class Place:
    """Where a file is used again; without an address when this person may not see it."""

    words: str
    href: str = ""


@dataclass(frozen=True)
class Reuse:
    """The very same file, and photos that look the same, on something else of the county."""

    same: list[Place] = field(default_factory=list)
    alike: list[Place] = field(default_factory=list)

    @property
    def words(self) -> str:
        parts = [
            f"{word}{'、'.join(place.words for place in places)}"
            for word, places in (("同一文件也在：", self.same), ("很像的照片在：", self.alike))
            if places
        ]
        return "；".join(parts)


@dataclass(frozen=True)
class FileRow:
    file: Attachment
    where: str = ""
    who: str = ""  # who put it there
    reuse: Reuse | None = None
    may_remove: bool = True

    @property
    def is_picture(self) -> bool:
        return self.file.is_picture

    @property
    def is_pdf(self) -> bool:
        return self.file.content_kind == "pdf"


@dataclass(frozen=True)
class Files:
    rows: list[FileRow]
    removed: list[FileRow]
    undo: Attachment | None  # just removed: the page offers to bring it back

    @property
    def count(self) -> int:
        return len(self.rows)


def files_shown(
    own: AttachmentQuerySet,
    user: User,
    undo: str = "",
    where: Callable[[Attachment], str] = lambda file: "",
    who: Callable[[User], str] = lambda user: f"{user}（{user.unit}）",
) -> Files:
    """In a fixed number of queries; `undo` is the key of one just removed. `who`: how a person
    is named, where a reader may not be told of which unit they are."""
    found = list(own.select_related("content_type", "by__unit", "removed_by__unit"))
    reused = elsewhere([file for file in found if file.removed_at is None], user)
    rows = [
        FileRow(file, where(file), _names(file, who), reused.get(file.pk), _may_remove(user, file))
        for file in found
    ]
    removed = [row for row in rows if row.file.removed_at]
    just = next((row.file for row in removed if str(row.file.pk) == undo), None)
    return Files([row for row in rows if not row.file.removed_at], removed, just)


def _names(file: Attachment, who: Callable[[User], str]) -> str:
    """Who put it there or, of one taken away, who did that."""
    return who(file.removed_by or file.by)


def elsewhere(files: Sequence[Attachment], user: User) -> dict[int, Reuse]:
    """By key of the file; one query for the twins and one for each kind of thing they hang on."""
    twins = _twins(files, user)
    holders = {holder for same, alike in twins.values() for holder in (*same, *alike)}
    places = _places(holders, user)
    found = {}
    for file in files:
        here = places[file.content_type_id, file.object_id]
        same, alike = (_told(places, group, here) for group in twins[file.pk])
        alike = [place for place in alike if place not in same]
        if same or alike:
            found[file.pk] = Reuse(same, alike)
    return found


def _twins(files: Sequence[Attachment], user: User) -> dict[int, tuple[set[Holder], set[Holder]]]:
    """What else in the county holds the same content, and what a photo that looks the same."""
    if not files:
        return {}
    county = Unit.objects.of_county(user.unit.centre_id)
    standing = Attachment.objects.standing().filter(unit__in=county)
    fields = ("digest", "picture_hash", "content_type_id", "object_id")
    same = standing.filter(digest__in={file.digest for file in files}).values_list(*fields)
    alike = standing.exclude(picture_hash="").values_list(*fields)
    known = [*same, *(alike if any(file.picture_hash for file in files) else ())]
    found: dict[int, tuple[set[Holder], set[Holder]]] = {}
    for file in files:
        own = (file.content_type_id, file.object_id)
        twins: tuple[set[Holder], set[Holder]] = (set(), set())
        for digest, looks, *holder in known:
            if digest == file.digest:
                twins[0].add((holder[0], holder[1]))
            elif looks and file.picture_hash and look_alike(looks, file.picture_hash):
                twins[1].add((holder[0], holder[1]))
        found[file.pk] = (twins[0] | {own}, twins[1] - {own})
    return found


def _places(holders: Iterable[Holder], user: User) -> dict[Holder, Place]:
    by_kind: dict[int, set[int]] = defaultdict(set)
    for kind_id, pk in holders:
        by_kind[kind_id].add(pk)
    found = {}
    for kind_id, pks in by_kind.items():
        guard = _guard(ContentType.objects.get_for_id(kind_id))
        seen = guard.rows(user).in_bulk(pks) if guard else {}
        for pk in pks:
            row = seen.get(pk)
            found[kind_id, pk] = (
                Place(guard.name_of(row), guard.page_of(row)) if guard and row else Place(ELSEWHERE)
            )
    return found


def _told(places: Mapping[Holder, Place], holders: Iterable[Holder], here: Place) -> list[Place]:
    """Each other place once; what may not be seen last, and only that there is something."""
    told = {places[holder].words: places[holder] for holder in sorted(holders, reverse=True)}
    others = [place for words, place in sorted(told.items()) if words != here.words]
    return sorted(others, key=lambda place: not place.href)


def _may_remove(user: User, file: Attachment) -> bool:
    guard = _guard(file.content_type)
    return guard is not None and guard.may_remove(user, file)


def _guard(kind: ContentType) -> Guard | None:
    model = kind.model_class()
    return GUARDS.get(model._meta.label) if model else None
