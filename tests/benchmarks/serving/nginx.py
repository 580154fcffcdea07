"""nginx: as a front for finished files, in one process of its own, at a port that anybody may open."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.serving.processes import Process, free_port, started

CONFIGURATION = """\
daemon off;
worker_processes 1;
{user}
pid {folder}/pid;
error_log {folder}/errors.log;
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; }}
  charset utf-8;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=10000 inactive=1h;
  gzip_static on;
  gzip_vary on;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
  }}
}}
"""


@contextmanager
def files(root: Path, folder: Path, path: str) -> Iterator[tuple[str, list[Process]]]:
    """Serve the files under `root`; yield the address of `path` and the server."""
    folder.mkdir()
    port, configuration = free_port(), folder / "nginx.conf"
    user = "" if os.geteuid() else "user root;"  # its worker would be nobody, and see no temporary folder
    configuration.write_text(CONFIGURATION.format(user=user, folder=folder, port=port, root=root))
    words = [_path(), "-c", configuration, "-p", folder, "-e", folder / "errors.log"]
    with started(words, port, folder / "said.log", folder, os.environ) as server:
        yield f"http://127.0.0.1:{port}{path}", [server]


def version() -> str:
    said = subprocess.run([_path(), "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/(\S+)", said)
    return found[1] if found else "unknown"


def _path() -> str:
    """Return nginx's path; without it the run ends with a sentence that says what to do."""
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    return found or sys.exit("nginx is not installed, and it is the limit. Debian: apt-get install nginx-light")
