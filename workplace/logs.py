"""One log record = one line of JSON; nothing a user types can fake a second one (S47)."""

import json
import logging

MAX_VALUE = 2_000


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()[:MAX_VALUE]
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "text": text,
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False).replace("\x1b", "\\u001b")
