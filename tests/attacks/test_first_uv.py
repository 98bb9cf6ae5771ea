"""A forged uv from the package index: the first start took whatever was called uv, and ran it."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_PINNED = re.search(r"^uv==([\d.]+)", (_ROOT / "tools" / "uv.txt").read_text(), re.MULTILINE)
_FORGED = '#!/bin/sh\ntouch "$FORGED_UV_RAN"\n'


def _forged_package(folder: Path) -> None:
    """A wheel of the pinned version, with a program of somebody else."""
    assert _PINNED is not None
    name = f"uv-{_PINNED[1]}"
    files = {
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: uv\nVersion: {_PINNED[1]}\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{name}.data/scripts/uv": _FORGED,
    }
    digests = {path: hashlib.sha256(text.encode()).digest() for path, text in files.items()}
    lines = [
        f"{path},sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')}," for path, digest in digests.items()
    ]
    files[f"{name}.dist-info/RECORD"] = "\n".join([*lines, f"{name}.dist-info/RECORD,,"]) + "\n"
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            wheel.writestr(entry, text)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that has not been started yet, on a machine without uv, whose index serves the forged package."""
    (tmp_path / "tools").mkdir()
    shutil.copy(_ROOT / "jatan", tmp_path)
    shutil.copy(_ROOT / "tools" / "uv.txt", tmp_path / "tools")
    (tmp_path / "programs").mkdir()
    for program in ("sh", "dirname", "mkdir", "rm", "mv", "cat", "tail", "touch"):
        (tmp_path / "programs" / program).symlink_to(shutil.which(program) or "/bin/false")
    _forged_package(tmp_path)
    return tmp_path


def _start(checkout: Path) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PATH": str(checkout / "programs"),
        "HOME": str(checkout),
        "JATAN_PYTHON": os.path.realpath(sys.executable),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(checkout),
        "FORGED_UV_RAN": str(checkout / "ran"),
    }
    command = [str(checkout / "jatan"), "version"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_forged_uv_is_neither_kept_nor_run(checkout: Path) -> None:
    """It was installed into .tools/bin and run."""
    done = _start(checkout)
    log = (checkout / ".tools" / "uv.log").read_text()
    if "No module named" in log and "pip" in log and "HASHES" not in log:
        pytest.skip("SKIPPED LOUDLY: this Python has neither venv nor pip")
    assert not (checkout / "ran").exists(), done.stderr
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in log
    assert not (checkout / ".tools" / "bin" / "uv").exists()


def test_the_pinned_uv_has_a_digest_for_every_usual_machine() -> None:
    text = (_ROOT / "tools" / "uv.txt").read_text()
    assert _PINNED is not None
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= 15
    assert "curl" not in (_ROOT / "jatan").read_text(), "the start of the house runs no script from the net"
