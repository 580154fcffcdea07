"""An exhibit as a folder: its records as fixtures, one file a noun, and its pictures.

A folder is what one museum hands to another and what a curator may edit by hand. Loading is all
or nothing, and makes the records that the folder holds, with all that they own, equal to the
folder; records that it does not name stay as they are. The files are ordinary Django fixtures in
load order, so `manage.py loaddata folder/*.json` reads them too. Dumping writes the same bytes
for the same data: natural keys, sorted rows, no value that is the field's own default.

sorting   more rows than memory holds, in order
rows      what a folder holds, and a record as a row of it
checksums  of each record, so that damage can be named by it
reading   from a folder into the database, all or nothing
pictures  files on their way into the storage, and back when loading fails
report    what loading did
writing   from the database into a folder
public    the same of what visitors may see, for a frozen copy
"""

from exhibit.interop.folder.reading import load_folder
from exhibit.interop.folder.report import Report
from exhibit.interop.folder.rows import FILES, FolderError
from exhibit.interop.folder.writing import dump_folder

__all__ = ["FILES", "FolderError", "Report", "dump_folder", "load_folder"]
