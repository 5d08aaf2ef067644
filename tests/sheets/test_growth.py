"""Where formulas and ranges go when rows enter at the end of a table."""

import pytest

from sheets.growth import Growth

FIVE = Growth(6, 10, 3)  # rows 6 to 10 get three more
ONE = Growth(6, 6, 4)

CASES = [
    (FIVE, "=SUM(I6:I10)", "=SUM(I6:I13)"),
    (FIVE, "=SUM(I$6:I$10)", "=SUM(I$6:I$13)"),
    (FIVE, "=SUM(I6:I9)", "=SUM(I6:I9)"),  # ends before the last row, as it is
    (FIVE, "=I11/J11", "=I14/J14"),
    (FIVE, "=I6/J6", "=I6/J6"),
    (FIVE, "=$A$4&I12", "=$A$4&I15"),
    (FIVE, "=SUM(I:I)", "=SUM(I:I)"),
    (FIVE, "=SUM(6:10)", "=SUM(6:13)"),
    (FIVE, '="I11"&I11', '="I11"&I14'),  # a text is no reference
    (FIVE, "='别的表'!I11+I11", "='别的表'!I11+I14"),
    (FIVE, "='表''s 1'!I11", "='表''s 1'!I14"),
    (FIVE, '=IF(N(I11)=0,"—",I11/J11)', '=IF(N(I14)=0,"—",I14/J14)'),
    (ONE, "=SUM(I6)", "=SUM(I6:I10)"),
    (ONE, "=SUM(I6:I6)", "=SUM(I6:I10)"),
    (ONE, "=I6", "=I6"),
    (Growth(6, 6, 0), "=SUM(I6)", "=SUM(I6)"),
]


@pytest.mark.parametrize(("growth", "formula", "grown"), CASES)
def test_a_formula_of_the_sheet_follows_its_cells(growth, formula, grown):
    assert growth.formula(formula, here=True, sheet="表's 1") == grown


def test_a_formula_of_another_sheet_follows_only_where_it_names_this_one():
    assert FIVE.formula("=I11+表!I11", here=False, sheet="表") == "=I11+表!I14"


def test_areas_of_rules_grow_with_the_table():
    assert FIVE.area("F6:F10 G6:G10 A1") == "F6:F13 G6:G13 A1"
    assert ONE.area("F6") == "F6:F10"
    assert FIVE.area("A1:F12") == "A1:F15"
