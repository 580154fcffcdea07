"""The darkroom: it makes the renditions of pictures and takes them away with their picture.

A picture is printed after the save that brought it was committed, by one thread of the process,
so that nobody waits: neither the curator who saves nor the visitor who comes. What a process that
died left undone, `manage.py make_renditions` finds: a rendition that is planned and has no row.

Removal is tied to the signals of deletion, because they alone are sent by the desk, by a queryset,
by a cascade and by a shell alike. Files go after the commit, and only when no row names them.
So go files that waited in vain for their words.
The picture's own file stays: the history may bring an earlier or deleted image back, and with it
its renditions.

plan      which renditions a picture should have: shapes, sizes, names
tiles     the pieces of a picture for deep zoom
printing  from a file to pixels, from pixels to bytes
shelf     files and rows: what is missing, made, no longer wanted
orders    when: after a save, in the background or right now
"""

from exhibit.darkroom.orders import at_once, attend, order, postponed, reprint
from exhibit.darkroom.shelf import discard, lost, missing, orphans, print_missing, progress, undo_unfinished

__all__ = [
    "at_once",
    "attend",
    "discard",
    "lost",
    "missing",
    "order",
    "orphans",
    "postponed",
    "print_missing",
    "progress",
    "reprint",
    "undo_unfinished",
]
