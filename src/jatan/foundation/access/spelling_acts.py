"""Add and remove spellings in this installation's lexicon of names, recorded in the secretariat's chain.

Only the secretariat may, because a spelling changes which records match in every organisation.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network import spellings
from jatan.foundation.network.selectors import secretariat
from jatan.kernel.problems import Problem
from jatan_names import KINDS, Spelling, names
from jatan_names.latin_spelling import plain_fold
from jatan_names.transliteration import romanise

_ONE_WORD = _("One word, without commas or full stops.")
_NOTHING_NEW = _("All of these are known already.")
_ANOTHERS = _("This is a spelling of another name already: %(name)s")
_MOST_FORMS, _LONGEST, _MOST_ROWS = 40, 60, 2000


@dataclass(frozen=True, kw_only=True)
class AddSpelling:
    """A name and other spellings of it, separated by spaces or commas, in any script."""

    kind: str
    canonical: str
    forms: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Problem("unreadable", field="kind")
        if not self.canonical.strip():
            raise Problem("missing_required", field="canonical")
        _one_word(self.canonical.strip(), "canonical")
        for form in self.words:
            _one_word(form, "forms")
        if len(self.words) > _MOST_FORMS:
            raise Problem("unreadable", field="forms")

    @property
    def words(self) -> tuple[str, ...]:
        """The other spellings, each once."""
        return tuple(dict.fromkeys(self.forms.replace(",", " ").split()))


def add_spelling(*, by: Actor | None, command: AddSpelling) -> Spelling:
    """Fold these spellings to one name from now on. `by` is None on the command line.

    Raises Forbidden, or Problem `taken` at `forms` or `canonical` if a spelling belongs to another name.
    """
    home = _home(by)
    with transaction.atomic():
        # Recorded first, because it locks the chain: a second writer then reads what the first has written.
        _record_event(home, by, "network.spelling_added", {"kind": command.kind, "forms": len(command.words)})
        rows = spellings.read_spellings()
        changed = _with_added(rows, command)
        if changed == rows:
            raise Problem("taken", _NOTHING_NEW, field="forms")
        if len(changed) > _MOST_ROWS:
            raise Problem("unreadable", field="canonical")
        spellings.write_spellings(changed)
    return next(row for row in changed if _same(row, command.kind, command.canonical))


def remove_spelling(*, by: Actor | None, kind: str, canonical: str) -> bool:
    """Take back a name of the house with all its spellings; the shipped ones stay. False when it is not there."""
    home = _home(by)
    with transaction.atomic():
        rows = spellings.read_spellings()
        if not any(_same(row, kind, canonical) for row in rows):
            return False
        _record_event(home, by, "network.spelling_removed", {"kind": kind})
        spellings.write_spellings(row for row in spellings.read_spellings() if not _same(row, kind, canonical))
    return True


def _with_added(rows: tuple[Spelling, ...], command: AddSpelling) -> tuple[Spelling, ...]:
    canonical = command.canonical.strip()
    own = plain_fold(romanise(canonical))
    for field, word in (("canonical", canonical), *(("forms", form) for form in command.words)):
        if (known := names.spelling_of(word)) and known != own:
            raise Problem("taken", _ANOTHERS % {"name": known}, field=field)
    existing = next((row for row in rows if _same(row, command.kind, canonical)), None)
    if existing is None:
        return (*rows, Spelling(command.kind, canonical, command.words))
    more = existing._replace(forms=tuple(dict.fromkeys((*existing.forms, *command.words))))
    return tuple(more if row is existing else row for row in rows)


def _same(row: Spelling, kind: str, canonical: str) -> bool:
    return row.kind == kind and row.canonical.casefold() == canonical.strip().casefold()


def _one_word(word: str, field: str) -> None:
    if len(word) > _LONGEST or len(names.fold(word).split()) != 1:
        raise Problem("unreadable", _ONE_WORD, field=field)


def _home(by: Actor | None) -> uuid.UUID:
    home = secretariat()
    if home is None or (by is not None and home.id not in by.reach(Permission.NETWORK_MANAGE).organisations):
        raise Forbidden(Permission.NETWORK_MANAGE.value)
    return home.id


def _record_event(home: uuid.UUID, by: Actor | None, verb: str, codes: dict[str, object]) -> None:
    record_event(organisation_id=home, by=by.account_id if by else None, verb=verb, payload=codes)
