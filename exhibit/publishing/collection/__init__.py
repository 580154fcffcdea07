"""The whole collection as one file, and back: a ZIP that is a bag, the same bytes for the same data.

In its one folder `collection/` stands what a frozen copy carries of the records, in the same places:
`data/exhibit/` (the fixtures of `interop.folder`, a checksum of each record, the pictures) and `data/editions.json`;
around it the tag files of BagIt (RFC 8493), so that any archive can check it. No time of writing, no name of a machine
or of the file stands in it: two of the same data are equal, whenever and wherever they were made with the same zlib.

What is in it: all records with what they own, past addresses, lanes, sources, statements, disputes, pictures, and
editions with their pages. What is not: accounts, history, drafts of changes, links for reviewers, imports and what
the museum makes anew by itself (renditions). For those there are backups. With `is_public`, only what visitors may see.

layout     what lies where in it
writing    from the database into a file
bagging    the same as a folder for an archive, with tables and texts that need no program
unpacking  a file that anybody may have made, into a folder, as far as it is one of ours
reading    from that folder into the database, all or nothing
"""

from exhibit.publishing.collection.bagging import write_bag
from exhibit.publishing.collection.layout import VERSION, CollectionError
from exhibit.publishing.collection.reading import Loaded, read_collection
from exhibit.publishing.collection.writing import Written, write_collection

__all__ = ["VERSION", "CollectionError", "Loaded", "Written", "read_collection", "write_bag", "write_collection"]
