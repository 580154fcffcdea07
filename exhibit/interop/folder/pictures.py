"""Picture files on their way into the storage, washed as uploads are, and back when loading fails."""

from pathlib import Path, PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from exhibit.interop.folder.rows import FolderError
from exhibit.models import unfinished
from exhibit.washing import washed


class Pictures:
    """Copies picture files into the storage, and takes them back when loading fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.replaced: dict[str, bytes | None] = {}

    @property
    def copied(self) -> int:
        return len(self.replaced)

    def copy(self, name: str, where: str) -> None:
        source, path = (self.folder / name).resolve(), PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
            raise FolderError(
                f"{where}: the picture file “{name}” is not in the folder. Write its path like images/plate.png."
            )
        if not source.is_relative_to(self.folder.resolve()) or not source.is_file():
            raise FolderError(f"{where}: the picture file “{name}” is not in the folder.")
        content, old = washed(source.read_bytes()), None
        if default_storage.exists(name):
            with default_storage.open(name) as opened:
                old = opened.read()
            if old == content:
                return
        unfinished.note(name, old)
        if old is not None:
            default_storage.delete(name)
        self.replaced[name] = old
        default_storage.save(name, ContentFile(content))

    def take_back(self) -> None:
        for name, old in self.replaced.items():
            default_storage.delete(name)
            if old is not None:
                default_storage.save(name, ContentFile(old))
            unfinished.forget(name)
