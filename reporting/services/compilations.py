"""核验汇总表: is each version still made of its seals, and the workbook the one that was sent?

The digest of a compilation covers its seals and its workbook. What stands beside them (when, by
whom, the summary) is digested into the book of acts by the act that made it.
"""

import hashlib
import json
from collections import defaultdict
from datetime import UTC
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from reporting.digest import compilation_digest, round_name
from reporting.models import Compilation, CompilationSeal, Round
from workplace.models import Act

from .verifying import DAMAGED, Fault, odd_value

Used = list[tuple[str, str, bool]]  # unit code, digest of its seal, carried
Named = tuple[str, str]  # code of the centre, the round as a digest names it
Told = dict[tuple[Named, int], dict[str, Any]]  # what the act that made a version noted


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def frame_digest(compilation: Compilation) -> str:
    at = compilation.at.astimezone(UTC).isoformat()
    content = [at, compilation.by_id, compilation.summary]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def verify_compilations() -> list[Fault]:
    """[] when every version that was made is there as it was made."""
    used = _used()
    told = _told()
    found = []
    stored: dict[int, set[int]] = defaultdict(set)
    for key, round_id, version in Compilation.objects.order_by("round", "version").values_list(
        "pk", "round", "version"
    ):
        stored[round_id].add(version)
        found += _faults_of(key, used.get(key, []), told)  # one workbook in memory at a time
    return found + _disguised() + _missing(stored, told) + _strays(used)


def faults_of_compilation(compilation: Compilation) -> list[Fault]:
    """The same of one version, for the page of its code."""
    return _faults_of(compilation.pk, _used(compilation.pk).get(compilation.pk, []), _told())


def _faults_of(key: int, used: Used, told: Told) -> list[Fault]:
    compilations = Compilation.objects.select_related("round__campaign__centre")
    try:
        compilation = compilations.get(pk=key)
        name, workbook = round_name(compilation.round), bytes(compilation.workbook)
        act = told.get((_named(compilation.round), compilation.version), {})
        whats = []
        if compilation.digest != compilation_digest(name, compilation.version, used, workbook):
            whats.append(_which(compilation, name, used, workbook, act))
        if act.get("frame", "") not in ("", frame_digest(compilation)):
            whats.append("生成时间、生成人或概要与留痕不同")
        if not act and any(named == _named(compilation.round) for named, _ in told):
            whats.append("多出来的版本：留痕里没有生成过")
        return [_fault(compilation.round, compilation.version, what) for what in whats]
    except (*DAMAGED, ObjectDoesNotExist):
        round_, version = _place_of(key)
        return [Fault(round_, "", version, "", "汇总表读不出，存的内容坏了")]


def _which(
    compilation: Compilation, name: str, used: Used, workbook: bytes, act: dict[str, Any]
) -> str:
    """The digest covers several things: the act tells which of them is another now."""
    if act.get("workbook", "") not in ("", sha256(workbook)):
        return "工作簿与生成时不同"
    if act.get("digest", "") not in ("", compilation.digest):
        return "汇总摘要与留痕不同"
    for at, (unit, digest, carried) in enumerate(used):
        turned = [*used[:at], (unit, digest, not carried), *used[at + 1 :]]
        if compilation.digest == compilation_digest(name, compilation.version, turned, workbook):
            return f"{unit} 是不是沿用上期，与生成时不同"
    return "汇总表或所用的封存与生成时不同"


def _used(only: int | None = None) -> dict[int, Used]:
    rows = CompilationSeal.objects.order_by("pk")
    if only is not None:
        rows = rows.filter(compilation=only)
    found: dict[int, Used] = defaultdict(list)
    for key, unit, digest, carried in rows.values_list(
        "compilation_id", "seal__unit_code", "seal__digest", "carried"
    ):
        found[key].append((unit, digest, carried))
    return found


def _told() -> Told:
    acts = Act.objects.filter(verb="compile", result="ok").order_by("pk")
    return {
        ((centre, target), details["version"]): details
        for centre, target, details in acts.values_list("unit_code", "target", "details")
        if "version" in details
    }


def _named(round_: Round) -> Named:
    return round_.campaign.centre.code, round_name(round_)


def _disguised() -> list[Fault]:
    """A 沿用 that is neither yes nor no reads as no."""
    column = CompilationSeal._meta.get_field("carried")
    odd = CompilationSeal.objects.filter(odd_value(column))
    names = ("compilation__round__cutoff_on", "compilation__version", "seal__unit_code")
    return [
        Fault(str(cutoff), "", version, "", f"{unit} 是不是沿用上期，存的内容坏了")
        for cutoff, version, unit in odd.values_list(*names)
    ]


def _missing(stored: dict[int, set[int]], told: Told) -> list[Fault]:
    """Versions run from 1 without a gap, and each that was made is there."""
    made: dict[Named, int] = defaultdict(int)
    for named, version in told:
        made[named] = max(made[named], version)
    found = []
    for round_ in Round.objects.select_related("campaign__centre"):
        has = stored.get(round_.pk, set())
        last = max([*has, made.get(_named(round_), 0)], default=0)
        found += [
            _fault(round_, version, "这个版本不见了")
            for version in range(1, last + 1)
            if version not in has
        ]
    return found


def _strays(used: dict[int, Used]) -> list[Fault]:
    known = set(Compilation.objects.values_list("pk", flat=True))
    return [
        Fault(
            "",
            "",
            0,
            "",
            f"汇总所用的封存（{'、'.join(unit for unit, _, _ in seals)}）没有所属的汇总表",
        )
        for key, seals in used.items()
        if key not in known
    ]


def _place_of(key: int) -> tuple[str, int]:
    place = Compilation.objects.filter(pk=key).values_list("round__cutoff_on", "version").first()
    return (str(place[0]), place[1]) if place else ("？", 0)


def _fault(round_: Round, version: int, what: str) -> Fault:
    return Fault(str(round_.cutoff_on), "", version, "", what)
