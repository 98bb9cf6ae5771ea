"""What people do at both machines while something dies: forms, photographs, workbooks and rows of a phone."""

import http.client
import io
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import Image

from tests.runtime.form_posters import Clerk, post, post_files
from tests.runtime.machines.house_machines import HouseMachine

_PAUSE_SECONDS: Final = 0.2  # between two forms of one person
_ROOT: Final = Path(__file__).resolve().parents[3]
_PHONE: Final = "from tests.runtime.machines.phone_sender import main; main(*sys.argv[1:])"
_SETUP: Final = "import sys; from jatan.runtime.startup import setup_django; setup_django()\n"


@dataclass
class Person(Clerk):
    """Records meetings, each with a photograph. `sent_at`: when each form that was answered had been sent;
    `photographs`: captions of those that were taken."""

    takes_photographs: bool = True
    sent_at: list[float] = field(default_factory=list)
    photographs: list[str] = field(default_factory=list)
    photographs_refused: int = 0

    def work(self) -> None:
        while not self.stop.wait(_PAUSE_SECONDS):
            number, self.sent = self.sent, self.sent + 1
            since = time.monotonic()
            try:
                status, location = post(self.port, self.session, self.path, self.sheet(number))
            except (OSError, http.client.HTTPException):
                self.cut_off += 1
                continue
            if status != 302:
                self.refused.append(status)
                continue
            self.acknowledged.append(uuid.UUID(location.rstrip("/").rpartition("/")[2]))
            self.sent_at.append(since)
            if self.takes_photographs:
                self._photograph(number)

    def _photograph(self, number: int) -> None:
        caption = f"{self.port} {number}"
        try:
            status, _where = post_files(
                self.port,
                self.session,
                f"/activities/{self.acknowledged[-1]}/photographs/new/",
                {"caption": caption},
                {"content": ("a.jpg", "image/jpeg", _picture())},
            )
        except (OSError, http.client.HTTPException):
            status = 0
        if status == 302:
            self.photographs.append(caption)
        else:
            self.photographs_refused += 1


@dataclass
class Phone:
    """A phone in a process of its own. `receipts_file`: the ids of rows whose receipt it has, one a line."""

    receipts_file: Path

    @property
    def receipts(self) -> list[str]:
        return self.receipts_file.read_text().split() if self.receipts_file.exists() else []

    @contextmanager
    def sending(self, machines: list[HouseMachine]) -> Iterator[None]:
        """It sends rows to the machines in turn until the block ends; then it has the receipt of all it began."""
        ports = [str(machine.port) for machine in machines]
        command = [sys.executable, "-c", _SETUP + _PHONE, str(self.receipts_file), *ports]
        process = subprocess.Popen(command, env=machines[0].environment, cwd=_ROOT, stdin=subprocess.PIPE)
        assert process.stdin is not None
        try:
            yield
            process.stdin.close()
            assert process.wait(timeout=300) == 0, "the phone could not send all its rows"
        finally:
            process.kill()
            process.wait(timeout=30)


@contextmanager
def working(people: list[Person]) -> Iterator[None]:
    """All of them at work for the time of the block."""
    threads = [threading.Thread(target=person.work, daemon=True) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for person in people:
            person.stop.set()
        for thread in threads:
            thread.join(timeout=120)


def _picture() -> bytes:
    """A small picture that is like no other."""
    content = io.BytesIO()
    Image.frombytes("RGB", (40, 30), os.urandom(3600)).save(content, "JPEG")
    return content.getvalue()
