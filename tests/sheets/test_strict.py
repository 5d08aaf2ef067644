"""The strict JSON loader, and the patches it carries."""

import json
from decimal import Decimal

import pytest

from sheets.grid import grid_columns, parse_patches
from sheets.strict import loads
from sheets.text import CellError


def test_plain_json_loads_with_exact_numbers():
    assert loads('{"a": [1, 0.10, "五", null]}'.encode()) == {"a": [1, Decimal("0.10"), "五", None]}


@pytest.mark.parametrize(
    "body",
    [
        b"NaN",
        b'{"a": Infinity}',
        b"-Infinity",
        b"1e400",
        b"1e-400",
        b"1" * 40,
        b"0." + b"1" * 40,
        b'{"a": 1, "a": 2}',
        b'["\\ud800"]',
        b'{"\\udfff": 1}',
        b'"\xff"',
        b"[" * 100_000,
        b'{"a":' * 50,
        b"",
        b"{",
        b"[1] x",
        b'"' + b"x" * (1024 * 1024) + b'"',
    ],
)
def test_doubtful_json_is_refused(body):
    with pytest.raises(ValueError):
        loads(body)


def test_brackets_in_text_are_not_depth():
    assert loads(json.dumps(["[" * 100 + '"\\']).encode()) == ["[" * 100 + '"\\']


def patch(**changes):
    cell = {"row": "PX-2023-001", "key": "land.status", "was": "preparing", "value": "submitted"}
    return cell | changes


def test_patches_are_read():
    [first, second] = parse_patches(
        json.dumps({"op": "one", "patches": [patch(), patch(op="two")]}).encode()
    )
    assert (first.row, first.key, first.was, first.value, first.op) == (
        "PX-2023-001",
        "land.status",
        "preparing",
        "submitted",
        "one",
    )
    assert second.op == "two"


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"patches": {}},
        {"patches": ["x"]},
        {"patches": [patch(value=1)]},
        {"patches": [patch(was=None)]},
        {"patches": [{"row": "x"}]},
        {"patches": [patch(row="x" * 41)]},
        {"op": 1, "patches": [patch()]},
        {"patches": [patch()] * 2001},
    ],
)
def test_malformed_patches_are_refused_with_a_sentence(data):
    with pytest.raises(CellError) as refused:
        parse_patches(json.dumps(data).encode())
    assert refused.value.message


def test_the_browser_gets_every_column_in_order(sheet):
    columns = grid_columns(sheet)
    assert [column["key"] for column in columns] == list(sheet.keys)
    json.dumps(columns)
    status = next(column for column in columns if column["key"] == "land.status")
    assert {"value": "done", "label": "已办结"} in status["choices"]
    assert status["label"] == "土地进展"
    assert [c["key"] for c in columns if c["computed"]] == [
        "seq",
        "unit",
        "required",
        "done",
        "rate",
    ]
