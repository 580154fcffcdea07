"""nginx as deploy/ has it, in a folder and at a port of a test's own."""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent


def configured(place: Path, port: int, application: int, certificate: Path | None = None) -> Path:
    """Write the configuration that puts nginx at `port` in front of the port of an application; return its file.

    With a certificate, in one file with its key, it speaks TLS.
    """
    tls = f" ssl; ssl_certificate {certificate}; ssl_certificate_key {certificate}" if certificate else ""
    site = (ROOT / "deploy" / "nginx" / "exhibit.conf").read_text(encoding="utf-8")
    for written, here in {
        "127.0.0.1:8000": f"127.0.0.1:{application}",
        "listen 80 default_server": f"listen 127.0.0.1:{port}{tls}",
        "/srv/exhibit/frozen/current/data/site": str(place / "site"),
        "/srv/exhibit/var": str(place),
        "/var/cache/nginx/exhibit": str(place / "cache"),
    }.items():
        assert written in site, written
        site = site.replace(written, here)
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{name}_temp_path {place / name};" for name in names)
    user = "user root;" if os.geteuid() == 0 else ""
    file = place / "nginx.conf"
    file.write_text(
        f"{user} daemon off; pid {place / 'pid'}; error_log {place / 'error.log'}; events {{}}"
        f" http {{ include /etc/nginx/mime.types; access_log off; {places} {site} }}",
        encoding="utf-8",
    )
    return file
