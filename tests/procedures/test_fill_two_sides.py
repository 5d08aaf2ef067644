"""What the upgrade says of permits that were there before the two sides."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from procedures.models import Permit, PermitEvent
from procedures.services import clocks
from tests import factories

fill = import_module("procedures.migrations.0004_fill_two_sides")
WORDS = {
    "not_started": "", "preparing": "preparing", "submitted": "sent", "returned": "sent",
    "done": "obtained", "not_required": "exempt",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("has_event", [True, False])
def test_every_permit_gets_its_owner_word_and_an_open_one_a_day_to_count_from(
    kinds, has_event, monkeypatch
):
    monkeypatch.setattr(fill, "BATCH", 2)
    said = factories.at("2022-12-01 09:00")
    for kind, status in zip(kinds, WORDS, strict=True):
        permit = factories.PermitFactory(kind=kind, status=status, handling_unit=None)
        Permit.objects.filter(pk=permit.pk).update(due_on="2022-12-30", held_since=None)
        Permit.history.filter(id=permit.pk).update(history_date=said)
        if has_event:
            PermitEvent.objects.create(permit=permit, at=said, side="owner", action="status")

    fill._permits(apps)

    for permit in Permit.objects.all():
        is_open = permit.status not in ("done", "not_required")
        assert permit.owner_says == WORDS[permit.status]
        assert permit.owner_at == (said if permit.owner_says else None)
        assert permit.owner_on == (timezone.localdate(said) if permit.owner_says else None)
        assert permit.held_since == (said if is_open else None)
        assert permit.first_due_on == permit.due_on
        assert (permit.handler_says, permit.differs_since) == ("", None)
    assert clocks.differs() == []
