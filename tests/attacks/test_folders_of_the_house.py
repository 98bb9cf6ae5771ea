"""What other users of the machine can open: folders of the house were 0755, and a secret outlived `jatan stop`."""

import hashlib
import os
import stat
from pathlib import Path

from tests.attacks.served_house import ServedHouse
from tests.runtime.kill_house import jatan, run_program

# As root the embedded database runs as another user, who must pass through these two.
_PASSABLE = ("", "postgres") if os.geteuid() == 0 else ()


def _open_to_others(root: Path) -> list[str]:
    """Folders and files below `root` that another user may enter, list or read."""
    found = []
    for folder, folders, files in os.walk(root):
        relative = os.path.relpath(folder, root).removeprefix(".")
        folders[:] = [name for name in folders if (relative, name) != ("postgres", "programs")]  # a copy of the wheel
        mode = stat.S_IMODE(Path(folder).stat().st_mode)
        if mode & (0o066 if relative in _PASSABLE else 0o077):
            found.append(f"{relative or '.'}/ {mode:o}")
            continue
        if mode & 0o011:
            found += [name for name in files if name != "lock" and (Path(folder) / name).stat().st_mode & 0o044]
    return found


def test_nobody_else_opens_a_folder_or_reads_a_file_of_a_running_house(attacked_house: ServedHouse) -> None:
    """JATAN_HOME, vault/, run/ and others were 0755: names of files, keys and processes could be listed."""
    names = {path.name for path in attacked_house.home.iterdir()}
    assert {"files", "run", "static", "uploads", "vault", "secret", "marks.key"} <= names
    secrets = (
        attacked_house.home / "secret",
        attacked_house.home / "marks.key",
        attacked_house.home / "postgres/passwords",
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    assert _open_to_others(attacked_house.home) in ([], ["serve.log"])  # of this test, open or not by the umask


def test_a_start_closes_the_folders_of_an_existing_house(new_home: Path) -> None:
    folders = [new_home, *(new_home / name for name in ("files", "run", "static", "uploads", "vault"))]
    for folder in folders:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    run_program("from jatan.runtime.startup import setup_django; setup_django()")
    assert _open_to_others(new_home) == []


def test_stop_leaves_no_secret_of_an_earlier_version_in_shared_memory(house: Path) -> None:
    """Such a secret, with a cookie copied then, opened a key in a browser; now keys are in the key agent alone."""
    name = f"jatan-{hashlib.sha256(str(house).encode()).hexdigest()[:16]}"
    left = [Path("/dev/shm") / one for one in (f"{name}-{'a' * 32}", f".{name}-1-aaaa")]
    for path in left:
        path.write_bytes(b"x" * 32)
    jatan("stop")
    assert not any(path.exists() for path in left)
