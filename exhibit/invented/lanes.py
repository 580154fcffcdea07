"""The lanes of an invented timeline: the exhibit's own; no Django."""

import json
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "07_events.json"


def every_lane() -> list[dict[str, Any]]:
    """Return the fields of all lanes, in their order."""
    rows = (row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8")) if row["model"] == "exhibit.lane")
    return sorted(rows, key=lambda row: row["position"])


def lanes() -> list[dict[str, Any]]:
    """Return those into which curators put events."""
    return [row for row in every_lane() if row.get("gathers") not in {"films", "lives"}]
