"""Learned mappings: an office's corrections of sheet titles, headings, words and places; they take precedence."""

import uuid
from collections.abc import Collection, Iterable

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers import events
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.models import ImportRun, LearnedMapping
from jatan.intake.registers.own_columns import is_own_column
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.proposals import HeadingProposal
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.contents import word_list
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.office import Office


def vocabulary_of(organisation_id: uuid.UUID, asked: Collection[str] = ()) -> Vocabulary:
    """The vocabulary of one office: its learned mappings before the shipped files. `asked`: codes of the own questions
    that it asks now; a column that answers another one is unknown again."""
    rows = LearnedMapping.objects.filter(organisation_id=organisation_id)
    return Vocabulary(
        {
            (row.what, row.kind, row.word): row.meaning
            for row in rows
            if row.meaning in asked or not is_own_column(row.meaning)
        }
    )


def learn_mapping(
    *, by: Actor, organisation_id: uuid.UUID, what: str, written: str, meaning: str, kind: str = ""
) -> LearnedMapping:
    """Store what a written word means in this office, replacing an earlier meaning.

    `what`: sheet, header, place, or "value:<list>"; `meaning`: a kind, a field ("ignore"), a place's id, a code.
    Raises ValueError for another `what`.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    if what.split(":")[0] not in Teaching.values:
        raise ValueError(what)
    row, _is_new = LearnedMapping.objects.update_or_create(
        organisation_id=organisation_id,
        what=what,
        kind=kind,
        word=plain(written)[:200],
        defaults={"as_written": tidy(written)[:200], "meaning": meaning, "by": by.account_id},
    )
    _record_event(by, row)
    return row


def accept_proposals(*, by: Actor, organisation_id: uuid.UUID, proposals: Iterable[HeadingProposal]) -> None:
    """Learn that each proposed heading means its proposed field. Raises ValueError for a question."""
    for proposal in proposals:
        (field,) = proposal.fields
        learn_mapping(
            by=by,
            organisation_id=organisation_id,
            what=Teaching.HEADER.value,
            kind=proposal.kind,
            written=proposal.heading,
            meaning=field,
        )


def accept_of_run(*, by: Actor, run: ImportRun, places: Collection[str]) -> int:
    """Accept the proposals of a run at these places of its list ("0", "3"); returns how many.

    Ignored: a question, what is accepted already, and a place that the list has not.
    """
    chosen = [
        HeadingProposal.from_document(one)
        for at, one in enumerate(run.proposed)
        if str(at) in places and one["is_sure"] and not one["is_accepted"]
    ]
    accept_proposals(by=by, organisation_id=run.organisation_id, proposals=chosen)
    return len(chosen)


def delete_mapping(*, by: Actor, mapping: LearnedMapping) -> None:
    """Delete a learned mapping; rows imported with it stay."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=mapping.organisation_id)
    _record_event(by, mapping)
    mapping.delete()


def learn_from_row(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    kind: str,
    before: RegisterRow,
    after: RegisterRow,
    columns: Collection[str],
    office: Office,
) -> None:
    """Learn from a repaired row: the old spelling in each of `columns` means what the new one means."""
    for column in columns:
        old, new = before.cells.get(column), after.cells.get(column)
        if not isinstance(old, str) or not isinstance(new, str) or plain(old) == plain(new):
            continue
        meaning = _meaning(kind, column, new, office)
        if meaning is not None:
            what, code = meaning
            learn_mapping(by=by, organisation_id=organisation_id, what=what, written=old, meaning=code)


def _meaning(kind: str, column: str, text: str, office: Office) -> tuple[str, str] | None:
    if column == "block":
        return "place", str(office.places.block(text).pk)
    if column == "district":
        return "place", str(office.places.district_named(text).pk)
    if column == "destination":
        place = office.places.destination(text)
        return ("place", str(place.pk)) if place else None
    vocabulary = word_list(kind, column)
    code = office.words.code(vocabulary, text) if vocabulary else None
    return (f"value:{vocabulary}", code) if code else None


def _record_event(by: Actor, row: LearnedMapping) -> None:
    # The word itself may be a person's name, so the ledger gets only the kind of mapping.
    record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=events.MAPPING_LEARNED,
        about_type="registers.learnedmapping",
        about=row.pk,
        payload={"what": row.what, "kind": row.kind},
    )
