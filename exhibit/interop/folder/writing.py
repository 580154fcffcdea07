"""From the database into a folder."""

import json
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from exhibit import models as nouns
from exhibit.interop.folder.rows import FILES, FolderError, rows


def dump_folder(folder: Path) -> dict[str, int]:
    """Write everything to `folder`; return the number of rows by file name.

    Raises:
        FolderError: where the folder holds other fixtures; nothing is written then.
    """
    if others := sorted(file.name for file in folder.glob("*.json") if file.name not in FILES):
        raise FolderError(
            f"{folder}: {', '.join(others)} would be loaded again: take them out or choose another folder."
        )
    with transaction.atomic():
        found = {name: rows(models_of_file) for name, models_of_file in FILES.items()}
        pictures = [str(image.file.name) for image in nouns.Image.objects.exclude(file="")]
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows_of_file in found.items():
        if rows_of_file:
            text = json.dumps(rows_of_file, ensure_ascii=False, indent=2)
            (folder / name).write_text(text + "\n", encoding="utf-8")
        else:
            (folder / name).unlink(missing_ok=True)
    for name in pictures:
        if default_storage.exists(name):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as opened:
                target.write_bytes(opened.read())
    return {name: len(rows_of_file) for name, rows_of_file in found.items() if rows_of_file}
