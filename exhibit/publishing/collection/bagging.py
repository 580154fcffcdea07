"""The collection as a folder for an archive: a BagIt bag that needs no program of ours, neither now nor in fifty years.

Besides what an archive of the collection holds, `data/tables/` has every noun as CSV and `data/texts/` every record
as plain text: whoever has a text editor finds any film. `import_collection` reads the folder as it reads an archive.
"""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from exhibit import models as nouns
from exhibit.interop import tables
from exhibit.interop.lists import PUBLIC_LISTS, list_lines
from exhibit.languages import every
from exhibit.publishing.collection.layout import DATA, LANGUAGES, SCOPE, VERSION, VERSION_TAG, CollectionError
from exhibit.publishing.collection.unpacking import unpack
from exhibit.publishing.collection.writing import Progress, Written, write_collection
from exhibit.publishing.freezing import bag
from exhibit.publishing.freezing.handler import origin
from exhibit.publishing.freezing.shelf import digest_of, files_below

TABLES, TEXTS = f"{bag.PAYLOAD}/tables", f"{bag.PAYLOAD}/texts"
READ_ME = f"{bag.PAYLOAD}/read-me.txt"
WORDS = """The records of a film museum, with their pictures, as of {day}.

texts/      every record as plain text, one file a noun
tables/     the same as tables: CSV, UTF-8
exhibit/    the same as JSON, and the picture files as they came; checksums of each record
editions.json  what exhibits said when they were cited, if there were editions

Dates are EDTF (https://www.loc.gov/standards/datetime/): 1957~ is about 1957.
Rights of each picture: exhibit/02_images.json.
"""


def write_bag(
    folder: Path, *, is_public: bool = False, organization: str = "", progress: Progress = lambda done, known: None
) -> Written:
    """Write everything, or all that visitors may see, as a bag to `folder`, which must not be there yet.

    Raises:
        CollectionError: where it is there, or a picture has no file.
    """
    if folder.exists():
        raise CollectionError(f"{folder} is there already. Name a new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bag-", dir=folder.parent) as name:
        aside = Path(name)
        written = write_collection(aside / "collection.zip", is_public=is_public, progress=progress)
        root = unpack(aside / "collection.zip", aside)
        for fixture in sorted((root / DATA).glob("*.json")):
            _write(root / TEXTS / f"{fixture.stem}.txt", _texts(fixture))
        for table, lines in _tables(is_public):
            _write(root / TABLES / f"{table}.csv", lines)
        _write(root / READ_ME, [WORDS.format(day=timezone.localdate().isoformat())])
        checksums = {file: digest_of(root / file) for file in files_below(root) if file.startswith(f"{bag.PAYLOAD}/")}
        written.size = sum((root / file).stat().st_size for file in checksums)
        bag.write_bag(root, checksums, _information(is_public, organization, written.size, len(checksums)))
        shutil.move(root, folder)
    return written


def _information(is_public: bool, organization: str, size: int, count: int) -> dict[str, str]:
    rights = Counter(nouns.Image.objects.values_list("rights", flat=True))
    said = "; ".join(f"{nouns.Image.Rights(name).value}: {count}" for name, count in sorted(rights.items()))
    told = {
        "Source-Organization": " ".join(organization.split()),
        "Contact-Email": settings.CONTACT_EMAIL,
        "External-Identifier": settings.SITE_URL,
        "Bagging-Date": timezone.localdate().isoformat(),
        "External-Description": "A museum's records with their pictures and editions",
        "Rights-Statement": f"Pictures by rights: {said}; each says its own in {DATA}/02_images.json" if said else "",
        "Bag-Software-Agent": "film-exhibit, manage.py export_bag",
        VERSION_TAG: str(VERSION),
        SCOPE: "public" if is_public else "everything",
        LANGUAGES: ", ".join(every()),
        "Payload-Oxum": f"{size}.{count}",
    }
    return {name: value for name, value in told.items() if value}


def _tables(is_public: bool) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield tables by name: the desk's of every noun, or those that visitors may take."""
    if is_public:
        yield from ((name, list_lines(name, origin())) for name in PUBLIC_LISTS)
        return
    for name, noun in tables.NOUNS.items():
        yield name, tables.csv_lines(noun._default_manager.order_by("pk"))


def _texts(fixture: Path) -> Iterator[str]:
    """Yield the records of a fixture as text, a line for each thing that is known."""
    for row in json.loads(fixture.read_text(encoding="utf-8")):
        yield f"{row['model'].removeprefix('exhibit.')}\n"
        for name, value in row["fields"].items():
            yield f"  {name}: {_plain(value)}\n"
        yield "\n"


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    return str(value).replace("\n", "\n    ")


def _write(file: Path, lines: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.writelines(lines)
