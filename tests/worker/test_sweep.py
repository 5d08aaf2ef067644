"""Beat wakes the sweep; rows decide. Each reminder goes out once, whatever dies or doubles."""

from tests.servers.program import Program, wait_for

# Round 1; the baseline before it is over.
ROUND = "round_id IN (SELECT id FROM reporting_round WHERE number = 1)"
SENT = f"""SELECT stage, COUNT(*) FROM reporting_reminder
           WHERE status = 'sent' AND {ROUND} GROUP BY stage"""  # noqa: S608
DOUBLED = """SELECT round_id, unit_id, stage FROM reporting_reminder
             GROUP BY round_id, unit_id, stage HAVING COUNT(*) > 1"""
# of the reminders alone: digests and filings bring notifications of their own
NOTICES = """SELECT "user_id", "key", COUNT(*) FROM workplace_notification
             WHERE "key" LIKE 'reminder-%' GROUP BY 1, 2"""
MISSING = f"SELECT COUNT(*) FROM reporting_submission WHERE submitted_at IS NULL AND {ROUND}"  # noqa: S608
LAST_SWEEP = "SELECT at FROM workplace_heartbeat WHERE name = 'sweep'"


def sent(program: Program) -> dict[str, int]:
    return dict(program.rows(SENT))


def swept_since(program: Program, before) -> bool:
    return program.rows(LAST_SWEEP) != before


def wait_for_sweeps(program: Program, number: int) -> None:
    """Until the job has run `number` times more."""
    for _ in range(number):
        before = program.rows(LAST_SWEEP)
        wait_for(lambda before=before: swept_since(program, before), 20, "a sweep")


def check_once(program: Program, stages: int) -> None:
    [(units,)] = program.rows(MISSING)
    assert units > 20
    assert sorted(sent(program).values()) == [units] * stages
    assert program.rows(DOUBLED) == []
    assert {count for *_, count in program.rows(NOTICES)} == {1}
    users = {user for user, *_ in program.rows(NOTICES)}
    assert len(program.rows(NOTICES)) == len(users) * stages


def test_two_workers_and_two_beats_remind_once(program):
    workers = [program.start_worker(name) for name in ("one", "two")]
    wait_for(lambda: sent(program), 30, "the first reminders")
    wait_for_sweeps(program, 4)
    assert [worker.poll() for worker in workers] == [None, None]
    check_once(program, stages=1)


def test_a_worker_killed_between_two_sweeps_loses_and_doubles_nothing(program):
    worker = program.start_worker("one")
    wait_for(lambda: sent(program), 30, "the first reminders")
    worker.kill()
    worker.wait()
    program.manage("clock", "--set", "2022-12-09 11:00:30")  # the next reminder falls due
    check_once(program, stages=1)
    program.start_worker("two")
    wait_for(lambda: len(sent(program)) == 2, 30, "the second reminders")
    wait_for_sweeps(program, 2)
    check_once(program, stages=2)
