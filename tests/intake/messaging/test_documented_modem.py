"""The how-to page shows the same modem configuration that the tests run."""

import re
import subprocess
from pathlib import Path

from jatan.intake.messaging.gateways.files import configuration

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "sms-modem.md").read_text("utf-8")


def test_documented_configuration_is_the_tested_one() -> None:
    written = re.search(r"```ini\n(.*?)```", PAGE, re.DOTALL)
    assert written is not None
    assert written[1] == configuration(Path("/srv/jatan/sms"), hook="/usr/local/bin/jatan-missed-call")


def test_documented_hook_writes_a_missed_call_for_any_number(tmp_path: Path) -> None:
    script = re.search(r"```sh\n(#!/bin/sh.*?)```", PAGE, re.DOTALL)
    assert script is not None
    (tmp_path / "inbox").mkdir()
    hook = tmp_path / "hook"
    hook.write_text(script[1].replace("/srv/jatan/sms", str(tmp_path)))
    subprocess.run(["/bin/sh", str(hook), "+91 98765-43210/../../x"], check=True)
    (made,) = (tmp_path / "inbox").iterdir()
    assert re.fullmatch(r"CALL\d{8}_\d{6}_\+919876543210\.call", made.name)
