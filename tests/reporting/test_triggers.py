import pytest
from django.core.management import call_command
from django.db import connection

from reporting import triggers
from reporting.models import Seal
from tests.reporting.filing import file_table


@pytest.mark.django_db(transaction=True)
def test_a_flush_of_the_tests_passes_the_triggers_and_leaves_them_standing(cast):
    file_table(cast.submission, cast.reporter)
    call_command("flush", verbosity=0, interactive=False)

    assert not Seal.objects.exists()
    assert triggers.missing(connection) == []
