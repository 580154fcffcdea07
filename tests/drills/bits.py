"""A hundred pictures with a flipped bit each, found, named and repaired. `python -m tests.drills.bits`"""

import random
import sys
import tempfile
from pathlib import Path

from tests.places import Place, flipped, ready

COUNT = 100
PICTURES = """
import io
from django.core.files.base import ContentFile
from PIL import Image as Pixels
from exhibit import darkroom
from exhibit.models import Image
with darkroom.postponed():
    for number in range(150):
        made = io.BytesIO()
        Pixels.frombytes("RGB", (64, 64), __import__("os").urandom(64 * 64 * 3)).save(made, "PNG")
        Image.objects.create(slug=f"plate-{number}", file=ContentFile(made.getvalue(), "x.png"), alt_en="A plate")
"""


def drill(quick: bool) -> list[str]:
    """Return the figures."""
    ready()
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        museum = Place(Path(name))
        museum.ask("migrate", "--verbosity=0")
        museum.ask("shell", "-c", PICTURES)
        museum.ask("backup", "--pages=0", "--verbosity=0")
        [copy] = museum.backups.glob("*.tar")
        whole, chance = museum.files(), random.Random()
        spoilt = chance.sample(sorted(whole), COUNT)
        for file in spoilt:
            flipped(museum.media / file, chance.randrange(len(whole[file])), chance.randrange(8))
        said = museum.ask("fixity", fails=True)
        found = [file for file in spoilt if f"{file} (picture “" in said]
        assert len(found) == COUNT, sorted(set(spoilt) - set(found))
        said = museum.ask("fixity", "--repair-from", copy)
        repaired = said.count("was repaired from")
        assert repaired == COUNT
        assert museum.files() == whole
        logged = len([row for row in museum.rows()["exhibit_preservationevent"] if "'repair'" in row])
        assert logged == COUNT
    return [f"Flipped bits in pictures | {len(found)} of {COUNT} found and named, {repaired} repaired, {logged} logged"]


def main() -> None:
    print("\n".join(drill("--quick" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
