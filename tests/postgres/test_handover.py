"""Two newcomers with one code at the same moment: one takes over, the other is told it is gone."""

from functools import partial

from django.core.exceptions import ValidationError

from accounts.models import Handover, User
from accounts.services import handover as services


def test_of_two_with_one_code_one_takes_over(cast, race):
    issued, _ = services.issue(leaving_id=cast.reporter.pk, by=cast.reporter)
    take = partial(
        services.take_over, handover_id=issued.pk, name="李秀英", password="hongshu-dafeng-3"
    )

    answers = race([partial(take, username="lixy"), partial(take, username="wangwu")])

    assert sorted(type(answer).__name__ for answer in answers) == ["User", "ValidationError"]
    [won] = [answer for answer in answers if isinstance(answer, User)]
    [lost] = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert lost.message_dict == {"code": [services.GONE]}
    assert Handover.objects.get().successor == won
    assert User.objects.filter(unit=cast.reporter.unit, is_active=True).count() == 1
