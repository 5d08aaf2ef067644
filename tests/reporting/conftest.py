"""What the tests of reporting share."""

import json

import pytest

from sheets.parse import parse_workbook


@pytest.fixture
def read_here(monkeypatch):
    """Read workbooks in this process: tests of what they say need no limited child."""

    def run(module, payload, limits):
        answer = parse_workbook(json.loads(json.dumps(payload)), limits)
        return json.loads(json.dumps(answer))

    monkeypatch.setattr("sheets.read.run", run)
