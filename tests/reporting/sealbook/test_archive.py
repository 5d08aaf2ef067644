"""A sealed round taken away: what is in it, the same bytes, and that it verifies for ever."""

import ast
import hashlib
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.errors import Refused
from reporting import digest
from reporting.models import Seal
from reporting.sealbook import check_seals
from reporting.sealbook.archive import CHECKER, archive_of, files_of
from reporting.services.compile import compile_round
from tests.reporting.filing import file_table, step
from tests.reporting.flip import change_by_hand
from tests.reporting.sealbook import archives
from tests.reporting.sealbook.county import sealed_round
from tests.table import signed_in
from workplace.models import Act


@pytest.fixture
def compilation(cast):
    return sealed_round(cast)


def test_the_golden_archive_verifies_with_todays_checker(tmp_path):
    said = archives.run(archives.opened(), tmp_path)
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "完好"), said.stdout


def test_todays_program_gives_the_seals_of_the_golden_archive(compilation):
    """A format, once used, never changes: the same table seals to the same bytes."""
    now, then = files_of(compilation), archives.opened()
    seals = [name for name in then if name.startswith("seals/")]
    assert len(seals) == 4
    assert {name: now[name] for name in seals} == {name: then[name] for name in seals}


def test_a_seals_file_is_what_its_digest_was_taken_of(compilation):
    files = files_of(compilation)
    for seal in Seal.objects.filter(compilations=compilation):
        name = f"seals/{seal.unit_code}-{seal.cutoff_on}-{seal.number}.json"
        assert hashlib.sha256(files[name]).hexdigest() == seal.digest
        lines = next(s for s in archives.catalogue(files)["seals"] if s["file"] == name)["rows"]
        assert [line[3] for line in lines] == [row.digest for row in seal.projects.order_by("seq")]


def test_the_archive_is_the_same_at_any_time(compilation, friday):
    first = archive_of(compilation)
    friday.shift(86400 * 400)
    assert archive_of(compilation) == first


def test_the_workbook_in_it_is_the_one_that_was_sent(compilation):
    assert files_of(compilation)["workbook.xlsx"] == bytes(compilation.workbook)


def test_the_chain_reaches_back_to_the_units_first_seal(compilation):
    seals = {s["unit_code"]: s for s in archives.catalogue(files_of(compilation))["seals"]}
    first, second = seals["PUCHENG"]["chain"]
    assert (first[1], first[3]) == (1, "")
    assert second[1:] == [2, seals["PUCHENG"]["digest"], first[2]]
    assert (
        seals["HEILONGGUAN"]["carried"]
        and seals["HEILONGGUAN"]["mark"] == "沿用上期：摸底（第0期）"
    )


def test_an_older_version_stays_to_be_taken_away(cast, compilation):
    before = archive_of(compilation)
    step(cast.submission, "reopen", cast.centre, "文号写错")
    file_table(cast.submission, cast.reporter)
    second = compile_round(round_id=cast.round.pk, by=cast.centre, reason="更正")

    assert archive_of(compilation) == before
    seals = archives.catalogue(files_of(second))["seals"]
    assert [s["number"] for s in seals if s["unit_code"] == "XUEGUAN"] == [2]


def test_a_damaged_round_is_not_handed_out(compilation):
    row = Seal.objects.get(unit_code="XUEGUAN").projects.get(seq=2)
    change_by_hand(connection, "reporting_sealedproject", "name", "别的名字", row.pk)
    with pytest.raises(Refused) as refused:
        archive_of(compilation)
    assert refused.value.status == 409


def test_the_checker_runs_on_python_3_8_and_needs_its_library_alone():
    tree = ast.parse(CHECKER.read_text(), feature_version=(3, 8))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert names == {
        "__future__", "argparse", "datetime", "decimal", "hashlib", "io", "json", "pathlib", "re",
        "struct", "sys", "typing", "unicodedata", "xml", "zipfile", "zlib",
    }  # fmt: skip


def test_the_checker_knows_the_head_of_every_format():
    assert {form.seal for form in digest.FORMATS.values()} == {check_seals.SEAL}


def test_the_command_writes_what_the_page_gives(cast, compilation, tmp_path, capsys):
    path = tmp_path / "a.zip"
    call_command("export_seals", "--round", "2022-12-09", "--version", "1", "-o", str(path))
    page = signed_in(cast, "auditor").get("/seals/2022-12-09/export.zip")
    assert b"".join(page.streaming_content) == path.read_bytes() == archive_of(compilation)
    assert [act.details["version"] for act in Act.objects.filter(verb="seals-export")] == [1, 1]
    with pytest.raises(CommandError, match="没有生成过"):
        call_command("export_seals", "--round", "2022-12-09", "--version", "2", "-o", str(path))


def test_a_code_from_paper_and_another_workbook_are_checked(tmp_path):
    files = archives.opened()
    head = archives.catalogue(files)
    other = tmp_path / "other.xlsx"
    other.write_bytes(files["workbook.xlsx"])
    code = head["code"].replace("0", "O").replace("1", "l").lower()
    good = archives.run(files, tmp_path, "--workbook", other, "--code", code)
    assert good.returncode == 0 and "逐字节相同" in good.stdout and "一致" in good.stdout
    assert archives.run(files, tmp_path, "--code", "00000-00000").returncode == 1

    other.write_bytes(archives.edited(files["workbook.xlsx"], "汇总表", "I5", 1.0))
    bad = archives.run(files, tmp_path, "--workbook", other)
    assert bad.returncode == 1
    assert "第1期（2022-12-09）" in bad.stdout and "总投资（I5）" in bad.stdout


def test_what_is_no_archive_is_told_from_a_tampered_one(tmp_path):
    path = tmp_path / "归档.zip"
    assert archives.run(archives.opened(), tmp_path, "--workbook", tmp_path / "无").returncode == 2
    path.write_bytes(b"nothing")
    assert check_seals.main([str(path)]) == 2
    assert json.loads(archives.opened()["archive.json"])["archive"] == 1
