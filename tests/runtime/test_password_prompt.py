"""`jatan import registers --ask-password` asks at the terminal, shows nothing of what is typed, opens the workbook."""

import fcntl
import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import msoffcrypto

from jatan.demo import plan
from tests.intake.registers.workbooks import meeting, meetings
from tests.kills import PATIENCE
from tests.runtime.kill_house import jatan, jatan_in_turn

PASSWORD = "गुमला-२०२६ secret"


def _protected_workbook(folder: Path) -> Path:
    code, _lgd, _hi, en, *_ = plan.MEMBERS_OF_THE_DEMO[0]
    plain = meetings(folder / "plain.xlsx", meeting(1, block=""), meeting(2, block="", village="Tengra"))
    path = folder / plan.workbook_name(code, en)
    with plain.open("rb") as file, path.open("wb") as out:
        msoffcrypto.OfficeFile(file).encrypt(PASSWORD, out)
    return path


def _import_at_terminal(book: Path, typed: str) -> tuple[int, dict[str, object], str]:
    """Run the command in a terminal of its own; returns its exit code, its JSON, and what the terminal showed."""
    terminal, inside = pty.openpty()
    answer = book.parent / "answer.json"
    with answer.open("wb") as out:
        command = subprocess.Popen(
            [sys.executable, "-m", "jatan", "import", "registers", str(book), "--ask-password", "--json"],
            stdin=inside,
            stdout=out,
            stderr=inside,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
    os.close(inside)
    shown = b""
    try:
        while b"Password of the workbooks" not in shown:
            shown += os.read(terminal, 4096)
        os.write(terminal, typed.encode() + b"\n")
        while chunk := _read(terminal):
            shown += chunk
        return command.wait(timeout=PATIENCE), json.loads(answer.read_text(encoding="utf-8")), shown.decode()
    finally:
        command.kill()
        command.wait()
        os.close(terminal)


def _read(terminal: int) -> bytes:
    """What the terminal shows next; b"" when the command has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_the_password_is_asked_at_the_terminal_and_not_shown(new_home: Path) -> None:
    network, book = new_home / "network.json", _protected_workbook(new_home)
    network.write_text(json.dumps(plan.network_document(), default=str), encoding="utf-8")
    jatan("migrate")
    jatan_in_turn(f"network load {network}")
    code, found, shown = _import_at_terminal(book, "wrong")
    assert code == 1
    assert found["errors"][book.name]["code"] == "wrong_password"  # type: ignore[index]
    code, found, shown = _import_at_terminal(book, PASSWORD)
    assert code == 0
    assert found["workbooks"][book.name]["shg_meeting"]["imported"] == 2  # type: ignore[index]
    assert "Password of the workbooks" in shown
    assert PASSWORD not in shown
    assert "secret" not in shown
