"""Who may see and do what in reporting. Every view gets its object here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.errors import Refused
from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import Project

from .models import (
    ActivitySummary,
    Alarm,
    Campaign,
    Circular,
    CityList,
    Compilation,
    Definition,
    ExportProfile,
    FigureReference,
    Remark,
    Round,
    Seal,
    Submission,
    Target,
)
from .references import normal_code
from .rules import MOVES, Form


@dataclass(frozen=True)
class Verdict:
    """True when allowed; else why not, and the HTTP status that says so."""

    why: str = ""
    status: int = 200

    def __bool__(self) -> bool:
        return not self.why


def round_for(user: User, cutoff: date, form: str = "") -> Round:
    """The county's round of that date; it may not have opened yet.

    Without a form it is the form permits', or the only one of that date.
    """
    rounds = Round.objects.visible_to(user).with_table().filter(cutoff_on=cutoff)
    if form:
        rounds = rounds.of_form(form)
    found = {
        r.campaign.form: r
        for r in rounds.select_related("campaign__centre").order_by("campaign__is_open")
    }
    if not found:
        raise Http404
    return found.get(Form.PERMITS) or next(iter(found.values()))


def submission_for(user: User, round_: Round, unit_code: str | None = None) -> Submission:
    """One's own table of the round, or the named unit's for those who see the county."""
    if unit_code is None:
        unit_code = user.unit.code
    submissions = Submission.objects.visible_to(user).filter(round=round_)
    related = ("unit", "round__campaign__centre")
    return get_object_or_404(submissions.select_related(*related), unit__code=unit_code)


def unit_for(user: User, code: str) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(user), code=code)


def compilation_for(user: User, round_: Round, version: int | None = None) -> Compilation:
    """A version of the round's compiled table, by default the newest."""
    found = Compilation.objects.filter(round=round_)
    if not user.can("see_review"):
        found = found.none()
    if version is None:
        return get_object_or_404(found.order_by("-version")[:1])
    return get_object_or_404(found, version=version)


def may(user: User, verb: str, submission: Submission) -> Verdict:
    """May this person take this step now? Read from the one table of moves."""
    move = MOVES[verb]
    if user.role not in move.by:
        return Verdict(f"{user.get_role_display()}不能{move.label}。", 403)
    if user.role == Role.REPORTER and user.unit_id != submission.unit_id:
        return Verdict(f"只能{move.label}本单位的表。", 403)
    if user.unit.centre_id != submission.round.campaign.centre_id:
        return Verdict("这张表属于别的县。", 403)
    if submission.state not in move.since:
        return Verdict(f"这张表{submission.get_state_display()}，不能{move.label}。", 409)
    return Verdict()


def remark_for(submission: Submission, pk: int) -> Remark:
    return get_object_or_404(Remark, submission=submission, pk=pk)


def with_unsent_remarks(submissions: QuerySet[Submission]) -> list[str]:
    """Names of units whose reviewer has noted something and not returned it."""
    noted = Remark.objects.unsent().values("submission")
    found = submissions.filter(pk__in=noted).select_related("unit").order_by("unit__order")
    return [submission.unit.short_name for submission in found]


def compilations_of(user: User, round_: Round) -> list[Compilation]:
    """The versions of a round with their seals and dispatches, newest first; no workbooks."""
    if not user.can("see_review"):
        return []
    found = Compilation.objects.filter(round=round_).defer("workbook").select_related("by")
    return list(found.order_by("-version").prefetch_related("used__seal", "dispatches__by"))


def seals_for(user: User) -> QuerySet[Seal]:
    """Of the county for who reviews or audits it, else of one's own unit."""
    if user.can("export_seals") or user.can("see_review"):
        return Seal.objects.filter(submission__round__campaign__centre=user.unit.centre_id)
    return Seal.objects.visible_to(user)


def compilations_for(user: User) -> QuerySet[Compilation]:
    """The compiled tables of the county's rounds, for who reviews or audits them."""
    if not (user.can("export_seals") or user.can("see_review")):
        return Compilation.objects.none()
    return Compilation.objects.filter(round__campaign__centre=user.unit.centre_id)


def compilation_on(
    user: User, cutoff: date, form: str = "", version: int | None = None
) -> Compilation:
    """By the date of its round; the form permits unless told, the newest version unless told."""
    found = compilations_for(user).filter(
        round__cutoff_on=cutoff, round__campaign__form=form or Form.PERMITS
    )
    if version is not None:
        found = found.filter(version=version)
    related = found.select_related("round__campaign__centre").order_by("-version")
    return get_object_or_404(related[:1])


def campaign_for(user: User, form: str = "permits") -> Campaign:
    """The county's open campaign of a form."""
    found = Campaign.objects.filter(centre=user.unit.centre_id, form=form, is_open=True)
    return get_object_or_404(found)


def campaigns_for(user: User) -> QuerySet[Campaign]:
    """All campaigns of the county, for those who look after its rounds."""
    found = Campaign.objects.filter(centre=user.unit.centre_id)
    return found if user.can("see_review") else found.none()


def campaign_of(user: User, pk: int) -> Campaign:
    return get_object_or_404(campaigns_for(user).select_related("centre"), pk=pk)


def open_campaign(user: User, pk: int) -> Campaign:
    campaign = campaign_of(user, pk)
    if not campaign.is_open:
        raise Refused(f"“{campaign}”已经结束，不能再改。", 409)
    return campaign


def targets_for(user: User) -> QuerySet[Target]:
    """The order's targets hold for whoever reads the figures."""
    return Target.objects.standing() if user.can("see_figures") else Target.objects.none()


def target_for(user: User, pk: int) -> Target:
    return get_object_or_404(targets_for(user), pk=pk)


def definition_for(user: User, pk: int) -> Definition:
    """Of the county's campaigns."""
    found = Definition.objects.filter(campaign__centre=user.unit.centre_id)
    return get_object_or_404(found, pk=pk)


def alarms_for(user: User) -> QuerySet[Alarm]:
    return Alarm.objects.visible_to(user)


def alarm_for(user: User, pk: int) -> Alarm:
    related = ("project__unit", "cleared_by")
    return get_object_or_404(alarms_for(user).select_related(*related), pk=pk)


def reference_for(user: User, code: str) -> FigureReference:
    """出处 of the county; a reporter's own unit's, for the county's figures are not its to see."""
    found = FigureReference.objects.filter(centre=county_of(user), code=normal_code(code))
    if user.role == Role.REPORTER:
        found = found.filter(unit=user.unit_id)
    return get_object_or_404(found.select_related("unit", "by__unit", "centre"))


def numbers_seen(user: User, numbers: Iterable[str]) -> set[str]:
    """Of these projects the ones whose page this person may open."""
    found = Project.objects.visible_to(user).filter(number__in=set(numbers))
    return set(found.values_list("number", flat=True))


def county_of(user: User) -> Unit:
    """The centre of the user's county; a city unit has none."""
    unit = user.unit
    centre = unit if unit.centre_id == unit.pk else unit.parent
    if centre is None or unit.centre_id is None:
        raise Http404
    return centre


def summaries_for(user: User) -> QuerySet[ActivitySummary]:
    return ActivitySummary.objects.visible_to(user).select_related("campaign", "unit")


def summary_for(user: User, unit: Unit, campaign: Campaign) -> ActivitySummary | None:
    """None while nobody drafted one of this campaign."""
    return summaries_for(user).filter(unit=unit, campaign=campaign).first()


def summary_unit_for(user: User, code: str) -> Unit:
    """A reporter its own unit; the county's reporting units for those who read the papers."""
    unit = unit_for(user, code)
    if not unit.files_reports:
        raise Http404
    return unit


def papers_for(user: User) -> QuerySet[Circular]:
    return Circular.objects.visible_to(user)


def paper_for(user: User, pk: int) -> Circular:
    related = ("centre", "round__campaign", "replaces", "by", "issued_by")
    return get_object_or_404(papers_for(user).select_related(*related), pk=pk)


def profiles_for(user: User) -> QuerySet[ExportProfile]:
    found = ExportProfile.objects.filter(centre=user.unit.centre_id).select_related("centre")
    return found if user.can("export_profiles") else found.none()


def profile_for(user: User, pk: int) -> ExportProfile:
    return get_object_or_404(profiles_for(user), pk=pk)


def own_profile(user: User, pk: int) -> ExportProfile:
    """One that may be changed: what came with the system is copied first."""
    profile = profile_for(user, pk)
    if profile.is_shipped:
        raise Refused("系统自带的表式不能改。复制一份再改。", 409)
    return profile


def city_lists_for(user: User) -> QuerySet[CityList]:
    found = CityList.objects.filter(centre=user.unit.centre_id).select_related("centre", "by")
    return found if user.can("compare_lists") else found.none()


def city_list_for(user: User, pk: int) -> CityList:
    return get_object_or_404(city_lists_for(user), pk=pk)
