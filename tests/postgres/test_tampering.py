"""What is changed past the triggers is found on PostgreSQL too; 300 times: tests/reporting."""

from collections import Counter

from django.db import connection, transaction

from reporting.services.compilations import verify_compilations
from reporting.services.verifying import verify_seals
from tests.flush import drop_triggers
from tests.reporting.sealbook import archives
from tests.reporting.sealbook.county import sealed_round
from tests.reporting.sealbook.database import names, placed, tamper

TURNS = 80


def test_every_tamper_of_the_database_is_found_and_named(cast):
    sealed_round(cast)
    throw, done, missed = archives.dice(5432), Counter(), []
    with transaction.atomic():
        drop_triggers(connection)  # they come back with the rollback
        while done.total() < TURNS:
            with transaction.atomic():
                if told := tamper(throw):
                    done[told.what] += 1
                    faults = [f for f in verify_seals() + verify_compilations() if placed(f)]
                    if not any(names(fault, told) for fault in faults):
                        missed.append((told, [str(fault) for fault in faults]))
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert missed == []
    assert len(done) > 30
    assert verify_seals() + verify_compilations() == []
