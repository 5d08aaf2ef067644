"""Empty tables as receivers send them, built by hand, filled without the child process."""

import json
from dataclasses import asdict
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side

from projects.sheets import ledger_sheet
from sheets import fill, template
from sheets.headers import wanted
from sheets.intake import LIMITS

HEADS = ["序号", "项目名称", "总投资（万元）", "年度计划投资", "完成率", "备注"]
LINE = Border(bottom=Side("thin"))
YELLOW = PatternFill("solid", fgColor="FFFFFF00")


def plain(body_rows=1, *, above=1, total=True, foot=True, grouped=False):
    """Title, `above` lines, one or two rows of header, sample rows, 合计, signatures."""
    book = Workbook()
    ws = book.active
    ws.title = "表 1"
    ws.append(["某市重点项目调度表"])
    ws.merge_cells("A1:F1")
    ws["A1"].font = Font("黑体", 18, bold=True)
    for n in range(above):
        ws.append([f"第{n}行说明" if n else "填报单位（盖章）："])
    if grouped:
        ws.append(["基本情况", None, "投资", None, None, None])
        ws.merge_cells(start_row=ws.max_row, end_row=ws.max_row, start_column=1, end_column=2)
        ws.merge_cells(start_row=ws.max_row, end_row=ws.max_row, start_column=3, end_column=6)
    ws.append(HEADS)
    first = ws.max_row + 1
    for row in range(first, first + body_rows):
        ws.append([row, "样例项目", 1, 1, f"=IF(C{row}=0,0,D{row}/C{row})", "样例"])
        for col in range(1, 7):
            ws.cell(row, col).border, ws.cell(row, col).fill = LINE, YELLOW
        ws.row_dimensions[row].height = 33
    last = first + body_rows - 1
    if total:
        ws.append(["合计", None, f"=SUM(C{first}:C{last})", f"=SUM(D{first}:D{last})"])
        ws.merge_cells(start_row=last + 1, end_row=last + 1, start_column=1, end_column=2)
    if foot:
        ws.append(["单位负责人：　　填报人：　　填报时间："])
        ws.merge_cells(start_row=ws.max_row, end_row=ws.max_row, start_column=1, end_column=6)
        ws.row_dimensions[ws.max_row].height = 40
    return book, ws, first


def saved(book, path):
    book.save(path)
    return path


def read(path, at=None):
    """What the child would say, in this process."""
    ask = {
        "path": str(path),
        "wanted": [asdict(item) for item in wanted(ledger_sheet())],
        "at": at,
    }
    return json.loads(json.dumps(template._work(ask, LIMITS)))


def filled(path, filling):
    """The filled workbook, opened again."""
    out = path.with_name("filled.xlsx")
    ask = {
        "path": str(path),
        "out": str(out),
        "sheet": filling.sheet,
        "first": filling.first_row,
        "columns": list(filling.columns.items()),
        "rows": [[fill._wire(value) for value in row] for row in filling.rows],
        "cells": {ref: fill._wire(value) for ref, value in filling.cells.items()},
        "origin": [[fill._wire(value) for value in row] for row in filling.origin],
    }
    fill._work(json.loads(json.dumps(ask)), LIMITS)
    return load_workbook(BytesIO(out.read_bytes()))
