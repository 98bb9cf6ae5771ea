"""A fresh Debian 13 in a folder, with systemd as process 1, that runs a script and ends: for following pages literally.

Needs root, mmdebstrap and systemd-nspawn. The machine's own surroundings are given to it: the configured mirror, the
certificates of a company's proxy and the environment of `pip` and `uv`. It shares the network of this machine.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAMS: Final = ("mmdebstrap", "systemd-nspawn")
_SUITE: Final = "trixie"
_PACKAGES: Final = "ca-certificates,dbus,systemd,systemd-sysv"
_APT: Final = Path("/etc/apt")
_CERTIFICATES: Final = Path("/usr/local/share/ca-certificates")
_PASSED_ON: Final = (
    "PIP_",
    "UV_",
    "SSL_CERT",
    "GIT_SSL",
    "CURL_CA",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
)
_LOG, _CODE = "var/log/followed.log", "var/log/followed.code"
_UNIT: Final = """\
[Unit]
Description=The script that this machine was made for
After=multi-user.target network.target

[Service]
Type=oneshot
{environment}
ExecStart=/bin/bash -c 'bash /root/script; echo $? > /{code}'
ExecStopPost=/bin/systemctl poweroff
StandardOutput=append:/{log}
StandardError=append:/{log}

[Install]
WantedBy=graphical.target
"""


@dataclass(frozen=True)
class FreshDebian:
    """The root folder of one machine."""

    root: Path

    def follow(self, script: str, *, mounts: Mapping[Path, str], hours: float = 1) -> tuple[int, str]:
        """Boot it, run a bash script as root, shut it down. Returns the script's exit code and what it printed.

        `mounts`: folder of this machine -> where it is mounted there, for writing.
        """
        (self.root / "root/script").write_text(script, encoding="utf-8")
        for left in (_LOG, _CODE):
            (self.root / left).unlink(missing_ok=True)
        binds = [f"--bind={folder}:{where}" for folder, where in mounts.items()]
        subprocess.run(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", f"--directory={self.root}", *binds],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=hours * 3600,
            check=False,
        )
        output = (self.root / _LOG).read_text(encoding="utf-8", errors="replace")
        code = self.root / _CODE
        return (int(code.read_text()) if code.exists() else -1), output


def make(root: Path, names: Iterable[str]) -> FreshDebian:
    """A new machine below the empty folder `root`, which knows `names` as its own."""
    subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={_PACKAGES}", _SUITE, str(root), _mirror()],
        check=True,
        timeout=1800,
    )
    for path in (_APT / "apt.conf.d").glob("99*"):
        shutil.copy(path, root / "etc/apt/apt.conf.d")
    shutil.copytree(_CERTIFICATES, root / _CERTIFICATES.relative_to("/"), dirs_exist_ok=True)
    subprocess.run(["chroot", str(root), "update-ca-certificates"], check=True, capture_output=True, timeout=300)
    (root / "etc/hosts").write_text("127.0.0.1 localhost " + " ".join(names) + "\n")
    environment = "\n".join(
        f'Environment="{name}={value}"' for name, value in os.environ.items() if name.startswith(_PASSED_ON)
    )
    units = root / "etc/systemd/system"
    (units / "followed.service").write_text(_UNIT.format(environment=environment, log=_LOG, code=_CODE))
    wants = units / "graphical.target.wants"
    wants.mkdir()
    (wants / "followed.service").symlink_to("/etc/systemd/system/followed.service")
    return FreshDebian(root)


def busy_ports(ports: Iterable[int]) -> list[int]:
    """Those of the ports on which something listens on this machine already."""
    found = []
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                found.append(port)
    return found


def _mirror() -> str:
    """This machine's file of sources, where it is a Debian of the same suite; else the address of Debian's mirror."""
    configured = _APT / "sources.list.d/debian.sources"
    is_same = configured.exists() and _SUITE in configured.read_text(encoding="utf-8")
    return str(configured) if is_same else "http://deb.debian.org/debian"
