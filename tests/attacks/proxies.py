"""The shipped nginx and Caddy configurations, run on loopback with a certificate of their own."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import pytest

from tests.attacks.http_load import Target
from tests.certificates import self_signed
from tests.kills import kill_family, wait_until
from tests.runtime.form_posters import free_port
from tools.system_packages import CADDY, NGINX, Need

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "jatan.example.org"
_PAGES: Final = "/opt/jatan/deploy/pages"
_NGINX: Final = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/jatan.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running proxy: where it answers, its process, and the folder of its logs and temporary files."""

    target: Target
    process: psutil.Process
    folder: Path

    def temporary_files_made(self) -> list[int]:
        """When a file was last made in each folder for bodies and answers. Caddy has no such folder."""
        return [path.stat().st_mtime_ns for path in map(self.folder.joinpath, ("body", "proxy")) if path.exists()]


def program(need: Need) -> str:
    """Path of the program; skips the test where it is not installed."""
    found = need.program()
    if found is None:
        pytest.skip(f"SKIPPED LOUDLY: {need.package} is not installed")
    return found


def certificate(folder: Path) -> ssl.SSLContext:
    """A self-made certificate in `folder`, and a client's context that trusts it."""
    made, _key = self_signed(folder, HOST)
    return ssl.create_default_context(cafile=str(made))


@contextmanager
def nginx(upstream: int, folder: Path) -> Iterator[Proxy]:
    """nginx with deploy/nginx/jatan.conf in front of 127.0.0.1:`upstream`."""
    words, target = nginx_files(upstream, folder)
    with running([program(NGINX), *words], target, folder) as proxy:
        yield proxy


def nginx_files(upstream: int, folder: Path) -> tuple[list[str], Target]:
    """Write configuration and certificate. Returns nginx's arguments, and where it will answer."""
    secure, plain = free_port(), free_port()
    trusting = certificate(folder)
    shipped = (ROOT / "deploy" / "nginx" / "jatan.conf").read_text()
    lines = [line for line in shipped.splitlines() if "listen [::]" not in line]
    placed = {
        "listen 443": f"listen 127.0.0.1:{secure}",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/etc/jatan-tls": str(folder),
        "/var/log/nginx": str(folder),
        _PAGES: str(ROOT / "deploy" / "pages"),
    }
    (folder / "jatan.conf").write_text(_replaced("\n".join(lines), placed))
    main = folder / "nginx.conf"
    main.write_text(_NGINX.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    return ["-p", str(folder), "-c", str(main)], Target(secure, trusting, HOST)


@contextmanager
def caddy(upstream: int, folder: Path) -> Iterator[Proxy]:
    """Caddy with deploy/caddy/Caddyfile in front of 127.0.0.1:`upstream`."""
    words, target = caddy_files(upstream, folder)
    with running([program(CADDY), *words], target, folder) as proxy:
        yield proxy


def caddy_files(upstream: int, folder: Path) -> tuple[list[str], Target]:
    """Write configuration and certificate. Returns Caddy's arguments, and where it will answer."""
    secure = free_port()
    trusting = certificate(folder)
    certificates = f"{folder}/fullchain.pem {folder}/privkey.pem"
    placed = {
        f"\n{HOST} {{": f"\nhttps://{HOST}:{secure} {{\n\tbind 127.0.0.1\n\ttls {certificates}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "{\n\tservers": "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers",
        _PAGES: str(ROOT / "deploy" / "pages"),
    }
    (folder / "Caddyfile").write_text(_replaced((ROOT / "deploy" / "caddy" / "Caddyfile").read_text(), placed))
    words = ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    return words, Target(secure, trusting, HOST)


def _replaced(text: str, placed: dict[str, str]) -> str:
    for shipped, here in placed.items():
        assert shipped in text, f"{shipped!r} is not in the shipped configuration"
        text = text.replace(shipped, here)
    return text


@contextmanager
def running(words: list[str], target: Target, folder: Path) -> Iterator[Proxy]:
    """A proxy that was started by these words, answering at `target`."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, env=environment)
    try:
        wait_until(lambda: _answers(target), what="the proxy answers", working=process, seconds=60)
        yield Proxy(target, psutil.Process(process.pid), folder)
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


def _answers(target: Target) -> bool:
    try:
        target.connect().close()
    except OSError:
        return False
    return True
