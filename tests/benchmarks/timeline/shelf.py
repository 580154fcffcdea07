"""A web server for files that are held in memory, compressed beforehand: no timeline waits for a disk."""

import mimetypes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

import brotli

THOROUGH, QUICK = 11, 5
LARGE_BYTES = 1_000_000


class Shelf:
    """Serves what was put on it, at a free port of this machine, until it is left."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                kind, body = files.get(self.path, ("", b""))
                self.send_response(200 if kind else 404)
                if kind:
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Encoding", "br")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                """Say nothing: standard error has the progress."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def put(self, path: str, content: bytes) -> None:
        """Serve `content` at `path`; its media type is that of the path's ending."""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        kind += "; charset=utf-8" if kind.startswith("text/") or kind.endswith("json") else ""
        quality = QUICK if len(content) > LARGE_BYTES else THOROUGH
        self.files[path] = kind, brotli.compress(content, quality=quality)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
