"""The project. Where a newer SQLite is installed than Python's own, Django works on that one.

Python takes SQLite from the system, and most systems' has the WAL-reset bug (see `exhibit.keeping.sqlite`). The wheel
`pysqlite3` brings its own library; it has to stand in before Django first asks for `sqlite3`, and for all who ask: two
libraries in one process would not see each other's locks on one file.
"""

import sys
from contextlib import suppress

with suppress(ImportError):  # no wheel for this machine: Python's own goes on, and a check says so
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, pysqlite3.dbapi2
