"""From the database into one file, piece by piece."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage

from exhibit import models as nouns
from exhibit.interop.folder import FILES
from exhibit.interop.folder.checksums import Checksums, file_of
from exhibit.interop.folder.public import public_keys, public_pictures, public_rows
from exhibit.interop.folder.rows import Row, filled, rows, text_of
from exhibit.interop.folder.writing import one_moment, picture_files
from exhibit.languages import every
from exhibit.publishing.collection.layout import (
    DATA,
    EDITIONS,
    LANGUAGES,
    ROOT,
    SCOPE,
    VERSION,
    VERSION_TAG,
    CollectionError,
)
from exhibit.publishing.freezing import bag
from exhibit.publishing.freezing.editions import editions_file

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say; nobody should take it for a time of anything."""

PLAIN_FILE = 0o100644 << 16
UNIX = 3
AT_ONCE = 1 << 20

Progress = Callable[[int, int], None]
"""Is told how many rows and pictures are written, and of how many."""


@dataclass(slots=True)
class Written:
    """What was written: how many rows each fixture has, how many pictures there are, how large the file is in bytes."""

    rows: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    size: int = 0


def write_collection(file: Path, *, is_public: bool = False, progress: Progress = lambda done, known: None) -> Written:
    """Write everything, or all that visitors may see, to `file`; the one before stays until the new one is whole.

    Raises:
        CollectionError: where a picture has no file.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        with ZipFile(part, "w") as packed, one_moment():
            written = _Writer(packed, progress).write(is_public)
        written.size = part.stat().st_size
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return written


class _Writer:
    def __init__(self, packed: ZipFile, progress: Progress) -> None:
        self.packed = packed
        self.progress = progress
        self.checksums: dict[str, str] = {}
        self.size = self.done = self.known = 0

    def write(self, is_public: bool) -> Written:
        if is_public:
            keys = public_keys()
            fixtures, pictures = public_rows(keys), public_pictures(keys)
            self.known = sum(map(len, keys.values()))
        else:
            fixtures, pictures = {name: rows(kinds) for name, kinds in FILES.items()}, picture_files()
            self.known = sum(kind._base_manager.count() for kinds in FILES.values() for kind in kinds)
        self.known += len(pictures)
        written = Written(pictures=len(pictures))
        if editions := editions_file(is_public=is_public):
            self._put(EDITIONS, [editions])
        for name, found in fixtures.items():
            if count := self._fixture(f"{DATA}/{name}", found):
                written.rows[name] = count
        for name in pictures:
            self._put(f"{DATA}/{name}", _content(name), method=ZIP_STORED)
            self._tell()
        self._close(is_public)
        return written

    def _fixture(self, name: str, found: Iterator[Row]) -> int:
        if (there := filled(found)) is None:
            return 0
        before = self.done

        def told() -> Iterator[Row]:
            for row in there:
                yield row
                self._tell()

        checksums = Checksums()
        self._put(name, (text.encode() for text in checksums.watch(text_of(told()))))
        folder, _slash, fixture = name.rpartition("/")
        self._put(f"{folder}/{file_of(fixture)}", (line.encode() for line in checksums.lines()))
        return self.done - before

    def _tell(self) -> None:
        self.done += 1
        self.progress(self.done, self.known)

    def _put(self, name: str, content: Iterable[bytes], method: int = ZIP_DEFLATED) -> None:
        """Write a file of the payload, whatever its size, and remember its checksum."""
        checksum = hashlib.sha512()
        with self.packed.open(_entry(name, method), "w", force_zip64=True) as opened:
            for some in content:
                opened.write(some)
                checksum.update(some)
                self.size += len(some)
        self.checksums[name] = checksum.hexdigest()

    def _close(self, is_public: bool) -> None:
        information = {
            "Bag-Software-Agent": "film-exhibit, manage.py export_collection",
            "External-Description": "A museum's records with their pictures and editions",
            VERSION_TAG: str(VERSION),
            SCOPE: "public" if is_public else "everything",
            LANGUAGES: ", ".join(every()),
            "Payload-Oxum": f"{self.size}.{len(self.checksums)}",
        }
        for name, text in bag.tag_files(self.checksums, information).items():
            self.packed.writestr(_entry(name, ZIP_DEFLATED), text.encode())


def _entry(name: str, method: int) -> ZipInfo:
    """Return what the archive says of a file: nothing that depends on when and where it was written."""
    entry = ZipInfo(f"{ROOT}/{name}", FIRST_MOMENT)
    entry.compress_type = method
    entry.external_attr = PLAIN_FILE
    entry.create_system = UNIX
    return entry


def _content(name: str) -> Iterator[bytes]:
    """Yield a picture file from the storage, some at a time."""
    if not default_storage.exists(name):
        slugs = nouns.Image.objects.filter(file=name).values_list("slug", flat=True)
        raise CollectionError(
            f"The file “{name}” of the picture “{', '.join(slugs)}” is lost. Upload it again, then export."
        )
    with default_storage.open(name) as opened:
        yield from opened.chunks(AT_ONCE)
