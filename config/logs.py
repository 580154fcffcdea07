"""Log lines as JSON objects, the server's access log with a field for each of its words."""

import logging
from typing import Any

from pythonjsonlogger.json import JsonFormatter

FIELDS = {"asctime": "time", "levelname": "level", "name": "logger"}


class JsonLines(JsonFormatter):
    """One object a line: time, level, logger, message, and what the line tells besides."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=FIELDS)
        self.default_msec_format = "%s.%03d"


class AccessLines(JsonFormatter):
    """One object for each request, from the words of granian's access log."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(name)s", rename_fields=FIELDS)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        said = record.args if isinstance(record.args, dict) else {}
        log_data |= {name: said[name] for name in ("method", "path", "query_string", "status", "addr") if name in said}
        if isinstance(took := said.get("dt_ms"), float):
            log_data["milliseconds"] = round(took, 3)
