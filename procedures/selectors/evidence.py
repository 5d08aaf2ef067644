"""What stands behind a permit: its files, the one that shows it finished, and what a PDF says."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from procedures import access
from procedures.files import PROOF
from procedures.models import Permit, PermitEvent, PermitQuerySet
from procedures.papers import Offer, Reading, read
from procedures.rules import Side
from procedures.steps import Step, refusal
from projects.likeness import NEAR, name_likeness
from projects.models import Project
from sheets.text import CellError, fold
from workplace import clock, files, history
from workplace.models import Attachment, AttachmentQuerySet
from workplace.papers import read_pages
from workplace.selectors.files import Files, files_shown

MOST_READ = 3  # papers of a permit, the newest first
REMEMBERED = 24 * 3600
GONE = "文件已经不在，读不出文字"
NO_TEXT = "这是扫描件，没有文字可读。文号和日期请照文件填"
NOTHING = "没有读到文号和日期。请照文件填"
ANOTHER_CODE = "文件里的项目代码是 {found}，本项目是 {ours}，两者不一致"
ANOTHER = "文件里写的项目是“{found}”，和本项目不一致"


def with_proof(permits: PermitQuerySet) -> PermitQuerySet:
    """`has_proof`: a 批复 stands at the permit or at one of its events; within the same query."""
    proof = Attachment.objects.standing().filter(label=PROOF, content_type__app_label="procedures")
    of_permit = proof.filter(content_type__model="permit", object_id=OuterRef("pk"))
    events = PermitEvent.objects.filter(permit=OuterRef(OuterRef("pk"))).values("pk")
    of_event = proof.filter(content_type__model="permitevent", object_id__in=events)
    return permits.annotate(has_proof=Exists(of_permit) | Exists(of_event))


def proven(permits: Collection[Permit]) -> set[int]:
    """The keys of those that have their 批复 on file."""
    rows = with_proof(Permit.objects.filter(pk__in=[permit.pk for permit in permits]))
    proven = rows.filter(has_proof=True)  # type: ignore[misc]  # annotated
    return set(proven.values_list("pk", flat=True))


def proven_then(permits: Collection[int], moment: datetime) -> set[int]:
    """The same at an earlier moment, of permits by key; a file may have moved or gone since."""
    kinds = ContentType.objects.get_for_models(Permit, PermitEvent)
    files = history.known(Attachment, moment, label=PROOF, content_type__in=kinds.values())
    standing = [file for file in files if file.removed_at is None]
    events = [f.object_id for f in standing if f.content_type_id == kinds[PermitEvent].pk]
    of_permit = {f.object_id for f in standing if f.content_type_id == kinds[Permit].pk}
    of_event = PermitEvent.objects.filter(pk__in=events).values_list("permit_id", flat=True)
    return (of_permit | set(of_event)) & set(permits)


def files_of(permit: Permit) -> AttachmentQuerySet:
    """All of a permit, taken away ones too: its own and those of what happened to it."""
    events = PermitEvent.objects.filter(permit=permit).values("pk")
    own = Q(content_type__model="permit", object_id=permit.pk)
    of_event = Q(content_type__model="permitevent", object_id__in=events)
    return Attachment.objects.filter(own | of_event, content_type__app_label="procedures")


def has_papers(permit: Permit) -> bool:
    """Is there a PDF to be read?"""
    return files_of(permit).standing().filter(content_kind="pdf").exists()


def permit_files(permit: Permit, user: User, undo: str = "") -> Files:
    """A bureau is not told whose the project is (design §7), nor by the names under the files."""
    owner = permit.project.unit
    is_told = not access.is_bureau(user) or user.unit_id == owner.pk

    def who(person: User) -> str:
        hidden = person.unit_id == owner.pk and not is_told
        return Side.OWNER.label if hidden else f"{person}（{person.unit}）"

    return files_shown(files_of(permit), user, undo, who=who)


@dataclass(frozen=True)
class Offers:
    """What one PDF says, to be taken over by a click; `problem` when nothing can be offered."""

    file: Attachment
    numbers: list[Offer] = field(default_factory=list)
    days: list[Offer] = field(default_factory=list)
    codes: list[Offer] = field(default_factory=list)
    problem: str = ""
    warning: str = ""  # the paper speaks of another project

    @property
    def groups(self) -> list[tuple[str, list[Offer]]]:
        groups = [("文号", self.numbers), ("日期", self.days), ("项目代码", self.codes)]
        return [(label, offers) for label, offers in groups if offers]


def permit_offers(permit: Permit) -> list[Offers]:
    """Of the newest PDFs of a permit that still stand, a 批复 before the others."""
    papers = files_of(permit).standing().filter(content_kind="pdf")
    ordered = sorted(papers, key=lambda file: file.label != PROOF)
    return [offers(file, permit) for file in ordered[:MOST_READ]]


def offers(attachment: Attachment, permit: Permit | None = None) -> Offers:
    """Nothing of it is saved anywhere; a person clicks, looks and saves."""
    permit = permit or _permit_of(attachment)
    try:
        pages = _pages(attachment)
    except CellError as error:
        return Offers(attachment, problem=error.message)
    if not any(text.strip() for _, text in pages):
        return Offers(attachment, problem=NO_TEXT)
    found = read(pages, clock.today())
    return Offers(
        attachment,
        found.numbers,
        found.days,
        found.codes,
        problem=NOTHING if found.is_bare else "",
        warning=_speaks_of_another(found, permit.project),
    )


def step_to_fill(sides: Collection[Side], permit: Permit) -> str:
    """Which form takes a number and a day from this person now; "" for none."""
    for side, step in ((Side.HANDLER, Step.FINISH), (Side.OWNER, Step.OBTAIN)):
        if side in sides and not refusal(step, permit):
            return str(step)
    return ""


def _permit_of(attachment: Attachment) -> Permit:
    target: Any = attachment.target
    return target.permit if isinstance(target, PermitEvent) else target


def _pages(attachment: Attachment) -> list[tuple[int, str]]:
    """Read once for each content, for reading costs a process; a refusal is remembered too."""
    key = f"paper-{attachment.digest}"
    kept = cache.get(key)
    if kept is None:
        kept = _read(attachment)
        cache.set(key, kept, REMEMBERED)
    if isinstance(kept, str):
        raise CellError("file", kept)
    return list(kept)


def _read(attachment: Attachment) -> list[tuple[int, str]] | str:
    body = files.content(attachment.file)
    if body is None:
        return GONE
    try:
        return [(page.number, page.text) for page in read_pages(body)]
    except CellError as error:
        return error.message


def _speaks_of_another(found: Reading, project: Project) -> str:
    """A paper with another 项目代码, or that names projects and none of them is like ours."""
    name, codes = project.name, [offer.value for offer in found.codes]
    if codes and project.national_code and project.national_code not in codes:
        return ANOTHER_CODE.format(found=codes[0], ours=project.national_code)
    if not found.names or fold(name) in fold(found.text):
        return ""
    if any(name_likeness(named, name) >= NEAR for named in found.names):
        return ""
    return ANOTHER.format(found=found.names[0])
