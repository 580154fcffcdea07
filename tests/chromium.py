"""Which browser walks the pages, in tests and in benchmarks."""

import os
import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The shell is Chromium without a window of its own: with one a page is ready some 150 ms later on two cores."""

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
