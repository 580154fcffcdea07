"""The project's own settings, with an environment that tests may rely on.

`DATABASE_URL` and `CACHE_URL` are taken from the environment, so that the same tests run on
PostgreSQL and Redis; a `.env` file of this checkout is never read.
"""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ["ENV_FILE"] = os.devnull
os.environ["LANGUAGES"] = os.environ.get("TEST_LANGUAGES", "en,ru")
os.environ["DEBUG"] = "false"
os.environ.setdefault("PAGE_CACHE_MB", "0")  # what a page costs is counted; finished pages have tests of their own
os.environ["HTTPS"] = "false"
os.environ.setdefault("RATE_LIMIT", "0")  # tests come from one address, and in a hurry
os.environ.setdefault("SECOND_FACTOR", "off")  # but in the tests of doors

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, STORAGES

if "TEST_MIGRATIONS" in os.environ:  # of a museum with another language (see tests/test_languages.py)
    MIGRATION_MODULES = {"exhibit": os.environ["TEST_MIGRATIONS"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "STATIC_ROOT" in os.environ:  # the browser walks over files that are collected as in production
    STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
else:
    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
if CACHES["default"].get("LOCATION", "").startswith("redis"):  # a number a worker: each clears its own
    server, _slash, number = CACHES["default"]["LOCATION"].rpartition("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{server}/{int(number) + int(worker)}"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": None}
