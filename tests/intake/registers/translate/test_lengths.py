"""How long a text of a register may be is said by the record that it becomes, and nowhere else."""

import ast
from pathlib import Path
from typing import Any

from jatan.programme.helpdesk.models import Issue
from tests.house.source import modules
from tests.intake.registers.workbooks import write

_TRANSLATORS = Path("src/jatan/intake/registers/translate")
# The post of an office bearer is looked up, and what it is called is kept nowhere.
_LOOKED_UP = {("members.py", "office")}


def test_no_length_is_written_beside_the_record() -> None:
    found = []
    for module in modules():
        path = Path(module.name)
        if path.parent != _TRANSLATORS or path.name == "answers.py":
            continue
        for call in module.of(ast.Call):
            if getattr(call.func, "attr", "") in ("text", "phone") and len(call.args) == 2:
                name, longest = call.args
                if isinstance(name, ast.Constant) and isinstance(longest, ast.Constant):
                    found.append((path.name, name.value))
    assert set(found) == _LOOKED_UP


def test_a_long_reply_is_kept_whole(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    """Before: the reader cut it at 2,000 letters, though an issue keeps 5,000."""
    reply = "काम का पैसा मिल गया। " * 150
    heading = ["S.No.", "Date", "Name", "Sex", "Age", "Village", "Issue", "Reply", "Status"]
    row = [1, "05/01/2024", "Sushma Oraon", "F", 30, "Toto", "Wage dispute", reply, "Resolved"]
    take_in(write(tmp_path / "a.xlsx", {"Help Desk": [heading, row]}))
    with behind_gumla():
        assert Issue.objects.get().reply == reply.strip()
