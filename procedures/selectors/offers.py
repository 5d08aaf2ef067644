"""Which steps a person may take of a permit now, each with its form."""

from collections.abc import Collection
from dataclasses import dataclass

from procedures.models import Permit
from procedures.numbers import Doubt
from procedures.rules import Side
from procedures.step_forms import PapersForm, StepForm, form_for, form_of
from procedures.steps import HANDLER_STEPS, OWNER_STEPS, Step, refusal

# what is most likely next stands out
LIKELY = (Step.SEND, Step.RESEND, Step.ACCEPT, Step.PROCEED, Step.FINISH)


@dataclass(frozen=True)
class Offer:
    step: Step
    form: StepForm
    is_likely: bool


@dataclass(frozen=True)
class Offers:
    side: Side
    offers: list[Offer]


def offers(permit: Permit, sides: Collection[Side], *, has_file: bool) -> list[Offers]:
    found = []
    for side, steps in ((Side.OWNER, OWNER_STEPS), (Side.HANDLER, HANDLER_STEPS)):
        legal = [step for step in steps if side in sides and not refusal(step, permit)]
        likely = next((step for step in LIKELY if step in legal), None)
        rows = [
            Offer(step, form_of(step, permit, has_file=has_file), step == likely) for step in legal
        ]
        if rows:
            found.append(Offers(side, rows))
    return found


def number_form(step: str, number: str, found: Doubt) -> PapersForm:
    """The form as it stands while a number is typed: the number, and what is odd about it."""
    told = number if found.warning else ""
    form = form_for(step)(
        auto_id=f"{step}_%s", initial={"document_no": number, "number_told": told}
    )
    assert isinstance(form, PapersForm)  # noqa: S101  for mypy
    form.warning, form.suggestion = found
    return form
