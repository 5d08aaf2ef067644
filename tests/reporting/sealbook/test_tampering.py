"""1,000 random tampers of database, workbook and JSON: every one is found, and named."""

import io
from collections import Counter

import openpyxl
import pytest
from django.db import connection, transaction

from reporting.services.compilations import verify_compilations
from reporting.services.verifying import verify_seals
from tests.flush import drop_triggers
from tests.reporting.sealbook import archives
from tests.reporting.sealbook.county import sealed_round
from tests.reporting.sealbook.database import names, placed, tamper

pytestmark = pytest.mark.thorough
IN_DATABASE, IN_WORKBOOK, IN_CELLS, IN_JSON = 300, 300, 60, 340
checker = archives.checker()


@pytest.fixture(scope="module")
def files():
    return archives.opened()


def test_in_the_database(cast):
    sealed_round(cast)
    throw, done, missed = archives.dice(20221209), Counter(), []
    drop_triggers(connection)
    while done.total() < IN_DATABASE:
        with transaction.atomic():
            told = tamper(throw)
            if told:
                done[told.what] += 1
                faults = [f for f in verify_seals() + verify_compilations() if placed(f)]
                if not any(names(fault, told) for fault in faults):
                    missed.append((told, faults))
            transaction.set_rollback(True)
    print(f"{done.total()} 次，{len(done)} 处：{dict(done)}")
    assert [(told, [str(f) for f in faults]) for told, faults in missed] == []
    assert len(done) > 60  # most columns of the five tables had their turn


def test_a_flipped_byte_of_the_workbook(files, tmp_path):
    throw = archives.dice(1)
    for _ in range(IN_WORKBOOK):
        at = throw.randrange(len(files["workbook.xlsx"]))
        bad = files | {"workbook.xlsx": archives.flipped(files["workbook.xlsx"], at, throw)}
        found = checker.check_files(bad)
        assert any(fault.startswith("第1期（2022-12-09）") for fault in found), (at, found)


def test_a_changed_cell_of_the_workbook_is_named_by_unit_row_and_column(files):
    throw = archives.dice(2)
    places = _places(files)
    for _ in range(IN_CELLS):
        sheet, ref, value = throw.choice(places)
        workbook = archives.edited(files["workbook.xlsx"], sheet, ref, _another(throw, value))
        found = checker.check_files(files | {"workbook.xlsx": workbook})
        [named] = [fault for fault in found if f"（{ref}）：" in fault]
        assert all(word in named for word in _whose(files, sheet, ref)), (sheet, ref, found)


def _places(files):
    """Every cell of every sheet that says something."""
    book = openpyxl.load_workbook(io.BytesIO(files["workbook.xlsx"]))
    return [
        (ws.title, cell.coordinate, cell.value)
        for ws in book
        for row in ws.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def _another(throw, value):
    if isinstance(value, str):
        return throw.choice([f"{value}改", 7, None])
    return throw.choice(["改", None, 98765])


def _whose(files, sheet, ref) -> list[str]:
    """The round always; of a sealed row its unit, number and column's name too."""
    head = archives.catalogue(files)
    words = [head["label"], head["cutoff_on"]]
    column, line = ref.rstrip("0123456789"), int(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for at, index, number in head["table"]["rows"]:
        if sheet == head["table"]["sheet"] and at == line:
            seal = head["seals"][index]
            label = next(c["label"] for c in head["table"]["columns"] if c["letter"] == column)
            return [*words, seal["unit_name"], seal["rows"][number][0], label]
    return [*words, ref]


def test_a_flipped_byte_of_the_json(files):
    throw = archives.dice(3)
    names = [n for n in files if n.endswith((".json", ".txt", ".py"))]
    sizes = [len(files[name]) for name in names]
    seals = {seal["file"]: seal for seal in archives.catalogue(files)["seals"]}
    for turn in range(IN_JSON):
        # seals are small beside the rest: every second byte is one of theirs
        name = throw.choice(list(seals)) if turn % 2 else throw.choices(names, sizes)[0]
        at = throw.randrange(len(files[name]))
        found = checker.check_files(files | {name: archives.flipped(files[name], at, throw)})
        words = _of_seal(seals[name], at) if name in seals else [name]
        assert any(all(word in fault for word in words) for fault in found), (name, at, found)


def _of_seal(seal, at) -> list[str]:
    number = archives.row_at(seal, at)
    part = ["表头"] if number is None else [f"第{number + 1}行", seal["rows"][number][0]]
    return ["第1期（2022-12-09）", seal["unit_name"], *part]


@pytest.mark.parametrize("turn", range(12))
def test_as_a_stranger_runs_it(files, tmp_path, turn):
    throw = archives.dice(100 + turn)
    name = throw.choice(["workbook.xlsx", "archive.json", "seals/XUEGUAN-2022-12-09-1.json"])
    at = throw.randrange(len(files[name]))
    said = archives.run(files | {name: archives.flipped(files[name], at, throw)}, tmp_path)
    assert said.returncode == 1 and "× " in said.stdout and said.stderr == "", said


def test_a_row_taken_out_put_in_or_exchanged(files):
    """Not only bytes: whole files and rows."""
    name = "seals/XUEGUAN-2022-12-09-1.json"
    other = next(n for n in files if n.startswith("seals/PUCHENG"))
    read = checker.loaded(files[name])
    fewer = checker.canonical(read | {"rows": read["rows"][:-1]})
    turned = checker.canonical(read | {"rows": read["rows"][::-1]})
    longer = files[name].replace("第2号工程".encode(), "第2号改了工程".encode())
    for content, word in (
        (fewer, "应有 4 行，现有 3 行"),
        (turned, "第1行"),
        (longer, "第2行（PX-2023-901"),
        (files[other], "薛关镇"),
    ):
        found = checker.check_files(files | {name: content})
        assert any(word in fault for fault in found), found
    assert checker.check_files({n: c for n, c in files.items() if n != name})
    assert checker.check_files(files | {"more.txt": b""}) == ["多出来的文件 more.txt"]


def test_it_is_whole_when_nothing_was_changed(files):
    assert checker.check_files(files) == []
