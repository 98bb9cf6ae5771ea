"""What lies in the memory of our own processes: /proc/PID/mem, read as root."""

import os
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

import psutil

_PIECE: Final = 1 << 22


def pieces(pid: int) -> Iterator[bytes]:
    """The readable pages of a process that it can write to, in pieces that overlap a little; a process that ended has
    none."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text("ascii", "replace").splitlines()
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                span, modes, *_rest = line.split()
                if not modes.startswith("rw"):
                    continue
                begin, end = (int(number, 16) for number in span.split("-"))
                for at in range(begin, end, _PIECE):
                    try:
                        yield os.pread(memory.fileno(), min(_PIECE + 256, end - at), at)
                    except OSError:  # a page that was given back meanwhile
                        continue
    except (FileNotFoundError, ProcessLookupError):
        return


def keys_in(pid: int, keys: Collection[bytes]) -> int:
    """How many of these keys lie there, by any 32 bytes of theirs in a row."""
    parts = {key: [key[at : at + 32] for at in range(0, len(key), 32)] for key in keys}
    found: set[bytes] = set()
    for piece in pieces(pid):
        found |= {key for key, some in parts.items() if key not in found and any(part in piece for part in some)}
    return len(found)


def words_in(pids: Collection[int], words: Collection[str]) -> set[str]:
    """Which of these words lie there, as UTF-8 or as Python keeps text."""
    coded = {coding: {word.encode(coding): word for word in words} for coding in ("utf-8", "utf-16-le")}
    spelled = {needle: word for some in coded.values() for needle, word in some.items() if b"\n" not in needle}
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        patterns, copy = Path(folder) / "words", Path(folder) / "memory"
        patterns.write_bytes(b"\n".join(spelled) + b"\n")
        found: set[str] = set()
        for pid in pids:
            with copy.open("wb") as out:
                for piece in pieces(pid):
                    out.write(piece)
            command = ["grep", "-aoF", "-f", str(patterns), str(copy)]
            done = subprocess.run(command, capture_output=True, env={**os.environ, "LC_ALL": "C"})
            assert done.returncode in {0, 1}, done.stderr[-300:]
            found |= {spelled[line] for line in done.stdout.split(b"\n") if line in spelled}
    return found


def proportional(processes: Iterable[psutil.Process]) -> int:
    """Bytes of memory that these processes hold, what they share with others in parts. One that ended holds none.

    Of one whose memory is closed nobody but root learns the parts: what it shares counts as its own.
    """
    held = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii").splitlines()
        except PermissionError:
            held += process.memory_info().rss
            continue
        except (FileNotFoundError, ProcessLookupError):
            continue
        held += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return held


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and everything that it started."""
    return [process, *process.children(recursive=True)]
