"""A simulated power cut on a separate ext4 file system: kept files are complete, merely written ones are not."""

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from jatan.kernel.files import write_file_durably

_SHUTDOWN: Final = 0x8004587D  # EXT4_IOC_SHUTDOWN
_WITHOUT_FLUSH: Final = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH: nothing that waits is written any more
_CONTENT: Final = b"\xff\xd8\xff" + os.urandom(279_374)


def _run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """An image and the folder it is mounted on; loudly skipped where nobody may mount."""
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    if os.geteuid() != 0 or not (shutil.which("mkfs.ext4") and shutil.which("mount")):
        pytest.skip("SKIPPED LOUDLY: a power cut is played by root, with mkfs.ext4 and mount")
    image.write_bytes(b"")
    os.truncate(image, 64 * 2**20)
    folder.mkdir()
    try:
        _run("mkfs.ext4", "-q", image)
        _run("mount", "-o", "loop", image, folder)
    except subprocess.CalledProcessError:
        pytest.skip("SKIPPED LOUDLY: this machine has no loop devices")
    yield image, folder
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def _cut_power(image: Path, folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, _SHUTDOWN, struct.pack("I", _WITHOUT_FLUSH))
    finally:
        os.close(handle)
    _run("umount", folder)
    _run("mount", "-o", "loop", image, folder)


@pytest.mark.long
def test_what_was_kept_is_whole_after_a_power_cut(disk: tuple[Path, Path]) -> None:
    image, folder = disk
    for number in range(5):
        write_file_durably(folder / "photographs" / f"{number:02}" / "kept.jpg", _CONTENT)
        (folder / f"written-{number}.jpg").write_bytes(_CONTENT)
    _cut_power(image, folder)
    kept = [(folder / "photographs" / f"{number:02}" / "kept.jpg").read_bytes() for number in range(5)]
    assert kept == [_CONTENT] * 5
    # The same bytes written in the ordinary way: if they were here too, nothing would have been cut.
    written = [path.stat().st_size for path in folder.glob("written-*.jpg")]
    assert sum(written) < 5 * len(_CONTENT)
