"""Last week ↔ this week."""

from reporting.sheets import is_backward
from sheets.diff import diff_rows


def test_only_changed_writable_cells_of_common_rows_are_listed(sheet, row):
    after = row | {"land.status": "done", "rate": None, "owner": "", "note": "新备注"}
    changes = diff_rows(
        sheet, {"A": row, "gone": row}, {"A": after, "new": row}, is_backward=is_backward
    )
    assert [(c.row, c.key, c.old, c.new, c.backward) for c in changes] == [
        ("A", "owner", "蒲县水利投资公司", "", False),
        ("A", "land.status", "submitted", "done", False),
        ("A", "note", "备注 1", "新备注", False),
    ]


def test_none_and_blank_are_the_same_nothing(sheet, row):
    assert not diff_rows(
        sheet,
        {"A": row | {"week": None, "energy.date": None}},
        {"A": row | {"week": "", "energy.date": ""}},
        is_backward=is_backward,
    )


def test_a_step_back_is_marked(sheet, row):
    after = row | {"approval.status": "submitted"}
    [change] = diff_rows(sheet, {"A": row}, {"A": after}, is_backward=is_backward)
    assert change.backward
