"""The public site as files: a copy that any plain web server hands out, that an archive keeps, that loads again.

freezing   a freeze from its beginning to its end
workshop   its hands: pages and files, several at once
handler    the museum, asked from inside
addresses  which file stands for which address
links      a page as it stands in the copy
assets     styles, scripts, pictures
tiles      the timeline's data, so that its zoom, filters and search work without a server
answers    the search's, so that it finds without a server
redirects  old addresses; sitemap: the list for search engines
check      whether every link leads to something
shelf      what is written, and taken over from the copy before; bag: checksums, BagIt
releases   copies side by side, and the one step in which the new one counts
thawing    a database again from what a copy carries
"""

from exhibit.publishing.freezing.freezing import Report, freeze, is_fresh
from exhibit.publishing.freezing.handler import FreezeError

__all__ = ["FreezeError", "Report", "freeze", "is_fresh"]
