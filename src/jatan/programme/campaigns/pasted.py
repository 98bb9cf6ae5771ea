"""Read the pasted list of a camp: name, sex, age, telephone, what she came for; further cells say what happened.

Nothing is recorded: every line is kept as written, to be looked at.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.campaigns.commands import KeepLine
from jatan.programme.campaigns.models import Camp
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.people.list_lines import lines_of_list, sex_named
from jatan.programme.schemes.reference import scheme_named
from jatan_names import fold

_LEAVING = ("registration", "leaving", "पंजीकरण", "पंजीयन", "प्रवास", "जाने से पहले पंजीकरण", "बाहर जाना", "जा रही", "जा रहा")
_NOT_UNDERSTOOD = _("Not all of it is understood: what is left stands under “what happened”. Choose it yourself.")
_LOOK = _("Read from your list. Look at it, then record it.")


def read_pasted(camp: Camp, text: str) -> list[tuple[KeepLine, Sequence[Problem]]]:
    """The lines with what is not understood in them. Raises Problem, and Problems for a bad line."""
    return [_line(camp, cells) for cells in lines_of_list(text)]


def _line(camp: Camp, cells: Sequence[str]) -> tuple[KeepLine, Sequence[Problem]]:
    name, sex, age, phone, what, *more = [*cells, "", "", "", ""]
    problems = [Problem("look", _LOOK)]
    values: dict[str, object] = {"sex": sex_named(sex)}
    if sex and not values["sex"]:
        problems.append(Problem("unreadable", _NOT_UNDERSTOOD, field="sex"))
    came_for = _came_for(what)
    if what and not came_for:
        problems.append(Problem("unreadable", _NOT_UNDERSTOOD, field="scheme"))
    notes = [*([sex] if sex and not values["sex"] else []), *([what] if what and not came_for else []), *more]
    command = KeepLine(
        camp=camp,
        id=new_id(),
        name=name,
        age_as_written=age,
        phone_as_written=phone,
        what_happened=", ".join(note for note in notes if note)[:500],
        **values | came_for,  # type: ignore[arg-type]
    )
    return command, problems


def _came_for(text: str) -> dict[str, object]:
    """The field that says what she came for; {} where it is not understood."""
    wanted = fold(text)
    if not wanted:
        return {}
    if wanted in {fold(word) for word in _LEAVING}:
        return {"is_leaving": True}
    scheme = scheme_named(text)
    if scheme is not None:
        return {"scheme": scheme.code}
    kind = next((kind for kind in IssueKind if fold(str(kind.label)) == wanted), None)
    return {"issue_kind": kind.value} if kind is not None else {}
