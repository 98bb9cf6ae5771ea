"""Several consents of one sitting: asked in one reading, each an entry of its own, written together or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.consent import CONSENT, TO_SOMEBODY
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.recipients import RECIPIENT_REF


def write_consents(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    purposes: Sequence[str],
    answers: Mapping[str, Any],
    opened_form: uuid.UUID | None = None,
) -> OpenCaseFile:
    """Write one consent for each purpose (none: the problem that it is missing), all with the same other answers.

    Where one of them names somebody (TO_SOMEBODY), the recipient is kept with those alone. `opened_form`: as for
    `write_entry`. Raises Problems: those about a purpose with its name, all others once.
    """
    found: dict[tuple[str, str | None], Problem] = {}
    is_named = bool(TO_SOMEBODY.intersection(purposes))
    now = case_file
    with transaction.atomic():
        for number, purpose in enumerate(dict.fromkeys(purposes or [""])):
            mark = opened_form if number == 0 else None
            mine: dict[str, Any] = {"by": by, "keyring": keyring, "case_file": now, "kind": CONSENT.code}
            try:
                now = write_entry(**mine, answers=_for_purpose(purpose, answers, is_named=is_named), opened_form=mark)
            except Problems as refused:
                for one in refused.problems:
                    named = _named(one, purpose) if len(purposes) > 1 else one
                    found.setdefault((str(named.message) if one.field == "purpose" else one.code, one.field), named)
        if found:
            raise Problems(found.values())
    return now


def _for_purpose(purpose: str, answers: Mapping[str, Any], *, is_named: bool) -> dict[str, Any]:
    given = {**answers, "purpose": purpose}
    return given if purpose in TO_SOMEBODY or not is_named else given | {"recipient": None, RECIPIENT_REF: None}


def _named(problem: Problem, purpose: str) -> Problem:
    if problem.field != "purpose":
        return problem
    label = CONSENT.field("purpose").words(purpose)
    message = format_lazy("{purpose}: {why}", purpose=label, why=problem.message)
    return Problem(problem.code, message, field=problem.field)
