"""Object storage that is away, hangs, is slow, flaps, cuts or fails: pages go on, an upload is whole or not there.

It wants a server that speaks S3: `pip install 'moto[server]'`, whose `moto_server` is started here.
"""

import hashlib
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import SkipTest

import boto3  # type: ignore[import-untyped]

from tests.drills.house import Curator, House, free_port, picture, token, until
from tests.drills.kills import ADD_IMAGE
from tests.drills.proxy import Proxy
from tests.drills.slow_clients import answers_at

MODES = ("slow", "fail", "cut", "flap", "refuse", "hang")
BUCKET = "pictures"
PAGES = ("/", "/films/cranes-are-flying/", "/timeline/", "/people/", "/ru/", "/search/?q=Kalatozov")
KEYS = {"AWS_ACCESS_KEY_ID": "drill", "AWS_SECRET_ACCESS_KEY": "only-for-drills"}
PATIENCE = 60  # seconds for any one answer of the desk


@contextmanager
def bucket(folder: Path) -> Iterator[tuple[int, Any]]:
    """A server of object storage, and its bucket asked past the proxy."""
    program = shutil.which("moto_server")
    if not program:
        raise SkipTest("moto_server is not installed: pip install 'moto[server]'")
    port = free_port()
    with (folder / "moto.log").open("w") as log:
        server = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    try:
        until(lambda: answers_at(port), "the object storage answers", 60)
        names = {"aws_access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
        store = boto3.resource("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", **names)
        yield port, store.create_bucket(Bucket=BUCKET)
    finally:
        server.terminate()
        server.wait(30)


def run(folder: Path, uploads: int) -> list[str]:
    with bucket(folder) as (port, store), Proxy(port) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        house = House(folder, MEDIA_STORAGE=f"s3://{BUCKET}?endpoint_url={address}&region=us-east-1", **KEYS)
        house.furnish()
        for file in house.media.rglob("*"):
            if file.is_file():
                store.upload_file(str(file), str(file.relative_to(house.media)))
        house.serve()
        try:
            curator = house.curator()
            return [_under(house, curator, proxy, store, mode, uploads) for mode in MODES]
        finally:
            house.kill()


def _under(house: House, curator: Curator, proxy: Proxy, store: Any, mode: str, uploads: int) -> str:
    """Upload pictures while the storage misbehaves; then look what of them is there."""
    form, sent, answers, unclear = curator.form(ADD_IMAGE), {}, Counter[int](), 0
    proxy.become(mode)
    for _number in range(uploads):
        slug, content = f"drill-{token()}", picture(random.randrange(2**24))
        words = {"slug": [slug], "alt_en": [f"A plate, {slug}"], "credit_en": ["The museum"], "rights": ["own"]}
        status, where, page = curator.send(ADD_IMAGE, form | words, file=(f"{slug}.png", content))
        answers[status] += 1
        assert status in (302, 503, 507), f"storage: {mode}: an upload is answered {status}: {page[:300]!r}"
        assert b"Traceback" not in page
        assert status == 302 or slug in page.decode(), f"storage: {mode}: the words are lost"
        sent[slug] = (status == 302 and "/login/" not in where, hashlib.sha512(content).hexdigest())
    for path in PAGES:
        status = house.ask(path, timeout=PATIENCE)[0]
        assert status == 200, f"storage: {mode}: {path} is answered {status}"
    proxy.become("pass")
    rows = dict(house.rows("SELECT slug, file FROM exhibit_image WHERE slug LIKE 'drill-%'"))
    for slug, (is_taken, checksum) in sent.items():
        assert not is_taken or slug in rows, f"storage: {mode}: the acknowledged {slug} is lost"
        if slug in rows:
            there = store.Object(rows[slug]).get()["Body"].read()
            assert hashlib.sha512(there).hexdigest() == checksum, f"storage: {mode}: the file of {slug} is another one"
            unclear += not is_taken
    assert not unclear, f"storage: {mode}: {unclear} uploads were refused and are there"
    house.manage("fixity")
    fine = sum(is_taken for is_taken, _checksum in sent.values())
    told = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
    return (
        f"storage: {mode}: {len(PAGES)} of {len(PAGES)} pages 200; of {uploads} uploads {fine} acknowledged and whole,"
        f" the others not there at all, their words kept ({told}); then every picture is what its row says"
    )


def drill(quick: bool) -> list[str]:
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return run(Path(place), 5 if quick else 30)
