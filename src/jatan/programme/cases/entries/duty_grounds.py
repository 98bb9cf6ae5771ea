"""What a duty towards a child rests on where no step of the law started it, and when each of that became known here."""

import datetime as dt
from typing import Final

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.exploitation import first_mention, mentions_known
from jatan.programme.cases.entries.identity import found_known
from jatan.programme.cases.entries.legal_facts import (
    duty_facts,
    known_since,
    sexual_sections_known,
    ticks_known,
)
from jatan.programme.cases.legal.deadlines import FIR

# Duty -> the basis that is ticked for it; every other one is of a child that was found.
_BASES: Final = {"report_sexual_offence": "sexual", "report_lost_child": "separated"}


def known_at(file: CaseFile, duty: str, today: dt.date) -> dt.datetime:
    """When the basis of a duty was first recorded: ticked facts, exploitation codes, or her card."""
    basis = _BASES.get(duty, "found")
    situation, story = file.last("situation"), file.last("exploitation")
    found = found_known(file, today)[:1] if basis == "found" else []
    if situation is not None and basis in duty_facts(situation.get("facts", [])):
        found.append(known_since(situation, basis))
    if story is not None and basis == "sexual" and mentions_known(story):
        found.append(first_mention(story))
    sections = sexual_sections_known(file) if basis == "sexual" else []
    if not found and sections:
        # Nothing but a section tells it; if the police wrote an FIR by then, they knew before we did.
        firs = [step.get("at") for step in file.all("legal_event") if step.get("event") == FIR]
        found = [*sections, *firs]
    return min(found, default=clock.now())


def known_after(file: CaseFile, duty: str, today: dt.date, after: dt.datetime) -> dt.datetime | None:
    """When the first of what a duty rests on became known after an instant: a single fact, code or section, or what
    the card says. None: nothing new is known."""
    basis = _BASES.get(duty, "found")
    situation, story = file.last("situation"), file.last("exploitation")
    found = found_known(file, today) if basis == "found" else []
    if situation is not None:
        found += ticks_known(situation, basis).values()
    if basis == "sexual":
        found += sexual_sections_known(file)
        found += mentions_known(story).values() if story is not None else []
    return min((at for at in found if at > after), default=None)
