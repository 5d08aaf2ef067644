"""How a unit and the centre handle one table in the demo: type, submit, accept, compile."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from accounts.models import User
from reporting.models import Dispatch, Round, Submission
from reporting.rules import State
from reporting.selectors.filing import table_of
from reporting.selectors.rows import TableRows
from reporting.services import checking, grid, submissions
from reporting.services.compile import compile_round, dispatch
from sheets.check import wire
from sheets.columns import Finding
from sheets.grid import Patch
from workplace import clock

from . import story

ADJUSTED = "按实际办理情况调整"
Cells = dict[str, dict[str, str]]  # project number -> column -> wire value


@dataclass
class Desk:
    """Acts as the people of the story would, through the services that the pages call."""

    people: dict[str, User]
    # unit code -> cells not typed yet (a missed Friday adds to the next one's)
    waiting: dict[str, Cells] = field(default_factory=dict)

    @property
    def centre(self) -> User:
        return self.people["centre"]

    def liaison(self, code: str) -> User:
        return self.people[code.lower()]

    def file(self, submission: Submission, cells: Cells) -> None:
        """Type what moved and submit, with a word at each warning."""
        by = self.liaison(submission.unit.code)
        by.notifications.filter(read_at__isnull=True).update(read_at=clock.now())
        submission.refresh_from_db()
        if cells:
            self.type(submission, cells, by)
            self._submit(submission, by)
            return
        report = checking.check(submission)
        zero = not report.table.rows
        quiet = not zero and report.table.previous_seal is not None and not report.is_changed
        self._submit(submission, by, report.unanswered, zero=zero, no_change=quiet)

    def _submit(
        self,
        submission: Submission,
        by: User,
        warnings: Iterable[Finding] = (),
        *,
        zero: bool = False,
        no_change: bool = False,
    ) -> None:
        """Once as it stands; what then still asks for a word gets one."""
        submit = partial(
            submissions.submit,
            submission_id=submission.pk,
            by=by,
            at=clock.now(),
            zero=zero,
            no_change=no_change,
        )
        try:
            submit(answers=_words(warnings))
        except checking.CheckFailed as failed:
            submit(answers=_words(failed.report.unanswered))

    def type(self, submission: Submission, cells: Cells, by: User) -> None:
        """All at once; of a problem that is solved the unit says how."""
        table = table_of(submission)
        told: dict[str, Cells] = {}
        for number, values in cells.items():
            reason = ADJUSTED
            if values.get("issue") == "":
                reason = story.SOLVED.get(str(table.rows[number].get("issue")), ADJUSTED)
            told.setdefault(reason, {})[number] = values
        for turn, (reason, part) in enumerate(told.items()):
            self._apply(submission, part, by, reason, table_of(submission) if turn else table)

    def _apply(
        self, submission: Submission, cells: Cells, by: User, reason: str, table: TableRows
    ) -> None:
        patches = []
        for number, values in cells.items():
            row = table.rows[number]
            for key, value in values.items():
                was = wire(table.sheet.column(key), row.get(key))
                patches.append(Patch(number, key, was, value, ""))
        applied = grid.apply_cells(
            submission_id=submission.pk, patches=patches, by=by, reason=reason, known=table
        )
        wrong = [
            f"{r.row} {r.key}: {r.message}"
            for r in applied.results
            if r.status in {"error", "clash"}
        ]
        if wrong:
            raise ValueError(f"the story does not fit: {wrong}")

    def accept(self, submission: Submission) -> None:
        submissions.move(submission_id=submission.pk, verb="accept", by=self.centre)

    def accept_all(self, round_: Round) -> None:
        self.centre.notifications.filter(read_at__isnull=True).update(read_at=clock.now())
        for submission in round_.submissions.filter(state=State.SUBMITTED):
            self.accept(submission)

    def compile(self, round_: Round) -> None:
        compilation = compile_round(round_id=round_.pk, by=self.centre)
        for receiver in Dispatch.Receiver:
            dispatch(compilation_id=compilation.pk, receiver=receiver, by=self.centre)


def _words(warnings: Iterable[Finding]) -> dict[checking.Place, str]:
    return {checking.place(warning): _word(warning.code) for warning in warnings}


def _word(code: str) -> str:
    words = {
        "required": "批复正在送达，下周补填",
        "no_evidence": "现场照片下周一上传",
        "no_permit": "手续正在补办，已列入办理清单",
    }
    return words.get(code, "已核对，情况属实")
