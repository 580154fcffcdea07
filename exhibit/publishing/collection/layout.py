"""What lies where in an archive of the collection, and what it says of itself."""

from exhibit.publishing.freezing import bag

VERSION = 1
"""Of the archive's format. Another is written when this release could not read what is in it."""

ROOT = "collection"
DATA = f"{bag.PAYLOAD}/exhibit"
EDITIONS = f"{bag.PAYLOAD}/editions.json"
VERSION_TAG = "Film-Exhibit-Collection"
SCOPE = "Film-Exhibit-Scope"
LANGUAGES = "Film-Exhibit-Languages"

TAG_FILES = {bag.DECLARATION, bag.INFORMATION, bag.MANIFEST, bag.TAG_MANIFEST}


class CollectionError(Exception):
    """A collection that cannot be written or loaded; one sentence says what is in the way, another the remedy."""
