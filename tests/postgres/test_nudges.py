"""Two sweeps at the same moment: each nudge, line and digest once."""

from collections import Counter
from datetime import date
from functools import partial

from procedures.models import Nudge
from procedures.services import nudges
from tests import factories
from tests.factories import at
from workplace.models import Delivery, DigestLine, Notification


def test_two_sweeps_at_once_tell_once(cast, race):
    for _ in range(5):
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
        factories.PermitFactory(project=project, kind=cast.kinds[0], due_on=date(2022, 12, 8))
    for moment in ("2022-12-09 00:05", "2022-12-09 08:30"):
        answers = race([partial(nudges.decide, at(moment))] * 3)
        assert all(isinstance(answer, list) for answer in answers), answers
    assert Nudge.objects.count() == DigestLine.objects.count() == 5
    assert Counter(Notification.objects.values_list("user__username", flat=True)) == {"reporter": 1}
    assert Delivery.objects.count() == 1
    assert not DigestLine.objects.filter(digest=None).exists()
