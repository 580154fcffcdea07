"""Log lines, as text or as JSON objects: each is one line whatever visitors sent, and says to which request it belongs.

None has a secret in it. An address may be a key by itself: whoever has a reviewer's link may read a draft. A question,
a header or an error may carry what somebody typed into the wrong place. So each line is masked on its way out, whoever
wrote it. The server's access log has a field for each of its words.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from exhibit.publishing.numbered import number

FIELDS = {"asctime": "time", "levelname": "level", "name": "logger"}
UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, colours it, begins a line or turns it round."""


def printed(text: str) -> str:
    """Return a text as one line that says what it holds."""
    return UNPRINTED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


MASK = "***"
NAMES = (
    r"pass(?:word|wd|phrase)?\d?|pwd|secret(?:[_-](?:access[_-])?key)?|token|api[_-]?key|session(?:id)?|csrf\w*"
    r"|otp\w*"
)
SECRETS = re.compile(
    rf"""
    (?P<review>/review/)[^/\s"'?]+                                         # the key of a reviewer's link
    | (?P<invited>/invited/)[^/\s"'?]+                                     # of an invitation
    | (?P<reset>/reset/)[^/\s"'?]+/[^/\s"'?]+                             # of a new password
    | (?P<scheme>\b(?:Bearer|Basic|Token)\s+)[\w.~+/=-]{{6,}}
    | (?P<login>://[^/\s:@]*:)[^/\s@]+(?=@)                               # postgres://user:password@host
    | (?P<name>(?<![a-z])(?:{NAMES})["']?\s{{0,4}}(?:=|:|%3D)\s{{0,4}}["']?)[^\s&;,"'}})\]]+
    | (?P<header>\b(?:Set-)?Cookie["']?\s{{0,4}}:\s{{0,4}}["']?)[^\r\n"']+
    | (?P<authorization>\bAuthorization["']?\s{{0,4}}:\s{{0,4}}["']?)[^\r\n"']+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def masked(text: str) -> str:
    """Return a text without what opens doors."""
    return SECRETS.sub(lambda found: next(filter(None, found.groups())) + MASK, text)


def harmless(value: Any) -> Any:
    """Return what a line says of itself, masked, however it is nested."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: harmless(one) for name, one in value.items()}
    return [harmless(one) for one in value] if isinstance(value, list | tuple) else value


class Dated(logging.Formatter):
    """Says when in ISO 8601, in the museum's zone and with its distance from UTC."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


class TextLines(Dated):
    """One line a message. Those of a traceback are set in, so that none can be taken for a message."""

    form = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"

    def __init__(self) -> None:
        super().__init__(self.form)

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = number() or "-"
        return masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        record.message = printed(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return self.formatStack(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return "\n".join(f"    {printed(line)}" for line in stack_info.split("\n"))


class JsonLines(Dated, JsonFormatter):
    """One object a line: time, level, logger, message, the number of the request, and what the line tells besides."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=FIELDS)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        if asked := number():
            log_data["request"] = asked

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Mask every field, also those that a library adds."""
        found: dict[str, Any] = harmless(super().process_log_record(log_data))
        return found


class ServerTextLines(TextLines):
    """What the server says of itself."""

    form = "[%(levelname)s] %(message)s"


class AccessTextLines(TextLines):
    """One line for each request, as granian words it."""

    form = "[%(asctime)s] %(message)s"


class AccessLines(JsonLines):
    """One object for each request, from the words of granian's access log."""

    def __init__(self) -> None:
        JsonFormatter.__init__(self, "%(asctime)s %(name)s", rename_fields=FIELDS)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        said = record.args if isinstance(record.args, dict) else {}
        log_data |= {name: said[name] for name in ("method", "path", "query_string", "status", "addr") if name in said}
        if isinstance(took := said.get("dt_ms"), float):
            log_data["milliseconds"] = round(took, 3)
