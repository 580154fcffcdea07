"""Files that unpack, nest or multiply to more than they look: each with the reader that has to refuse it."""

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
    "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>slug</t></si><si><t>x</t></si></sst>',
    SHEET: '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>',
}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + number)} "{f"&{chr(97 + number)};" * 10}">' for number in range(9))
    + f"]><sst {MAIN}><si><t>&j;</t></si></sst>"
)


def workbook(**parts: str | bytes) -> bytes:
    """A workbook of one sheet and two rows, with other contents for some of its parts."""
    named = {"sheet": SHEET, "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml"}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, text in (PARTS | {named.get(part, part): text for part, text in parts.items()}).items():
            packed.writestr(name, text)
    return written.getvalue()


def tables() -> Iterator[tuple[str, bytes]]:
    """Yield what is offered as a table."""
    zeros = b"\0" * 1_000_000_000
    yield "a gigabyte of zeros", workbook(sheet=zeros)
    yield "a gigabyte beside the sheet", workbook(**{"xl/media/a.bin": zeros})
    yield "ten thousand laughs", workbook(strings=LAUGHS)
    yield "an entity of another file", workbook(strings=LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"'))
    yield "three million words", workbook(strings=f"<sst {MAIN}>" + "<si><t>a</t></si>" * 2_900_000 + "</sst>")
    yield (
        "a million styles",
        workbook(styles=f"<styleSheet {MAIN}><cellXfs>" + "<xf/>" * 9_000_000 + "</cellXfs></styleSheet>"),
    )
    yield (
        "a million fonts",
        workbook(styles=f"<styleSheet {MAIN}><fonts>" + "<font/>" * 5_000_000 + "</fonts></styleSheet>"),
    )
    yield (
        "a million names",
        workbook(
            book=PARTS["xl/workbook.xml"].replace(
                "</workbook>",
                "<definedNames>" + '<definedName name="a">x</definedName>' * 1_000_000 + "</definedNames></workbook>",
            )
        ),
    )
    yield (
        "a million sheets",
        workbook(
            book=PARTS["xl/workbook.xml"].replace(
                "</sheets>", '<sheet name="a" sheetId="1" r:id="s"/>' * 1_000_000 + "</sheets>"
            )
        ),
    )
    yield "elements in elements", workbook(sheet="<worksheet>" + "<a>" * 1_000_000)
    yield (
        "a row of a million cells",
        workbook(
            sheet=f"<worksheet {MAIN}><sheetData><row>"
            + "<c><v>1</v></c>" * 3_000_000
            + "</row></sheetData></worksheet>"
        ),
    )
    yield (
        "a million rows",
        workbook(
            sheet=f"<worksheet {MAIN}><sheetData>"
            + "<row><c><v>1</v></c></row>" * 1_800_000
            + "</sheetData></worksheet>"
        ),
    )
    yield (
        "a cell of many megabytes",
        workbook(
            sheet=f'<worksheet {MAIN}><sheetData><row><c t="str"><v>{"a" * 49_000_000}</v></c></row></sheetData></worksheet>'
        ),
    )
    yield (
        "a row far below",
        workbook(
            sheet=f'<worksheet {MAIN}><sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
        ),
    )
    yield (
        "a cell far to the right",
        workbook(
            sheet=f'<worksheet {MAIN}><sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'
        ),
    )
    yield "five hundred parts and one", workbook(**{f"xl/media/{number}": "" for number in range(600)})
    whole = workbook()
    yield "a half", whole[: len(whole) // 2]
    yield "a head", b"PK\x03\x04" + b"\xff" * 100
    yield "nine megabytes of commas", b"slug\n" + b"," * 9_000_000
    yield "nine megabytes of quotes", b"slug\n" + b'"' * 9_000_001
    yield "nine megabytes of lines", b"slug\n" + b"x\n" * 4_500_000
    yield "nine megabytes without a line", b"slug\n" + b"x" * 9_000_000
    yield "eleven megabytes", b"slug\n" + b"x\n" * 5_500_000
    yield "NUL", b"slug\n\0\n"
    yield "a document", b"[" * 1_000_000


NESTED = "[" * 1_000_000


def documents() -> Iterator[tuple[str, Callable[[bytes, Path], Any], bytes]]:
    """Yield what is offered as a document, with what reads it from bytes or from an empty folder."""
    from exhibit.interop import texts, timelinejs, wikidata
    from exhibit.interop.folder import load_folder
    from exhibit.publishing.collection.unpacking import unpack
    from exhibit.publishing.freezing import editions

    def by_folder(content: bytes, folder: Path) -> Any:
        (folder / "films.json").write_bytes(content)
        return load_folder(folder)

    def by_editions(content: bytes, folder: Path) -> Any:
        (folder / "editions.json").write_bytes(content)
        return editions.read_editions(folder / "editions.json")

    def by_archive(content: bytes, folder: Path) -> Any:
        (folder / "a.zip").write_bytes(content)
        (folder / "into").mkdir()
        return unpack(folder / "a.zip", folder / "into")

    deep, objects = NESTED.encode(), b'{"events":' * 400_000
    digits = b'{"events": [' + b"9" * 1_000_000 + b"]}"
    yield "TimelineJS nested", lambda content, _at: timelinejs.read(content, "a.json"), deep
    yield "TimelineJS objects", lambda content, _at: timelinejs.read(content, "a.json"), objects
    yield "TimelineJS digits", lambda content, _at: timelinejs.read(content, "a.json"), digits
    yield "TimelineJS commas", lambda content, _at: timelinejs.read(content, "a.csv"), b"Year\n" + b"," * 4_900_000
    yield "Wikidata nested", lambda content, _at: wikidata.read(content), deep
    yield "Wikidata objects", lambda content, _at: wikidata.read(content), objects
    yield "Wikidata digits", lambda content, _at: wikidata.read(content), digits
    yield "a catalogue that is none", lambda content, _at: texts.read(content.decode(), "ru"), b'msgid "' * 300_000
    yield "a folder nested", by_folder, deep
    yield "a folder of objects", by_folder, objects
    yield "a folder of digits", by_folder, b"[" + b"9" * 1_000_000 + b"]"
    yield "editions nested", by_editions, deep
    yield "a gigabyte packed", by_archive, _packed({"museum/data/a": b"\0" * 1_000_000_000})
    yield "a path outside", by_archive, _packed({"../../evil": b"x"})
    yield "an absolute path", by_archive, _packed({"/tmp/evil": b"x"})  # noqa: S108
    yield "half an archive", by_archive, _packed({"museum/bagit.txt": b"x"})[:40]
    yield "no archive", by_archive, b"PK\x03\x04" + b"\xff" * 9_000


def _packed(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return written.getvalue()


def main(folder: Path) -> None:
    """Have each table in a folder refused, and write as JSON in what words, and what memory and time it took."""
    import time

    import django

    django.setup()
    from exhibit.interop import tables as taken

    told = {}
    taken.read(workbook(), "a.xlsx")
    for path in sorted(folder.iterdir()):
        content, took = path.read_bytes(), []
        for _time in range(2):  # somebody else may have had the processor's cache
            _forget_peak()
            before, begun = _memory("VmRSS"), time.process_time()
            try:
                taken.read(content, path.name)
                words = ""
            except taken.TableError as refusal:
                words = str(refusal)
            took.append(((_memory("VmHWM") - before) // 1024, time.process_time() - begun))
        told[path.stem] = (words, took[0][0], min(seconds for _mb, seconds in took))
    print(json.dumps(told))  # noqa: T201


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _memory(what: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(what))
    return int(line.split()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
