"""One record is one line, whatever a person typed (S47)."""

import json
import logging

from workplace.logs import LineFormatter


def line(text: str) -> str:
    record = logging.LogRecord("n", logging.INFO, "f", 1, "name %s", (text,), None)
    return LineFormatter().format(record)


def test_a_line_break_and_a_terminal_escape_fake_no_second_line():
    for hostile in ('a\r\n{"level":"INFO"}', "\x1b[2J", "a\u2028b"):
        written = line(hostile)
        assert "\n" not in written
        assert "\r" not in written
        assert "\x1b" not in written
        assert json.loads(written)["level"] == "INFO"


def test_a_value_is_cut_at_two_thousand_signs():
    assert len(json.loads(line("x" * 10_000))["text"]) == 2_000
