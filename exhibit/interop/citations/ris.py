"""RIS: a line a field, as reference managers exchange them. https://en.wikipedia.org/wiki/RIS_(file_format)"""

from exhibit.interop.citations.item import Item
from exhibit.interop.citations.reference import author_of, day_of

NAME, MEDIA_TYPE = "RIS", "application/x-research-info-systems; charset=utf-8"


def written(item: Item) -> str:
    """Return an item as a record of the type ELEC, a page of the web."""
    lines = [("TY", "ELEC"), ("ID", item["id"]), ("AU", author_of(item)), ("TI", item["title"])]
    if "edition" in item:
        lines.append(("ET", item["edition"]))
    if day := day_of(item):
        year, month, date = day
        lines += [("PY", str(year)), ("DA", f"{year}/{month:02}/{date:02}")]
    lines += [("LA", item["language"]), ("UR", item["URL"]), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)
