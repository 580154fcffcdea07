"""CSL-JSON: what Zotero, pandoc and every program that reads CSL take as it is."""

import json

from exhibit.interop.citations.item import Item

NAME, MEDIA_TYPE = "CSL-JSON", "application/vnd.citationstyles.csl+json"


def written(item: Item) -> str:
    """Return a list of one item."""
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"
