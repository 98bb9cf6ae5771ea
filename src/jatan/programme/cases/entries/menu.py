"""The kinds of entries that can be written in a file now, by stage."""

from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.consent import agreed_to_work
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer


def writable_kinds(file: CaseFile, writer: Writer) -> list[tuple[Stage, list[EntryKind]]]:
    """Kinds that the writer may write by hand: no narrative before consent, and in a closed case only
    `in_closed` kinds, and none that does not fit her (`EntryKind.fits`). Stages without any are left out.

    The identity card is not included: it has its own page.
    """
    has_agreed = agreed_to_work(file, writer.today)
    kinds = [
        kind
        for kind in KINDS.values()
        if kind.is_by_hand
        and kind.section == "file"
        and kind.is_open_to(writer)
        and kind.fits(file, writer.today)
        and (has_agreed or not kind.is_story)
        and (kind.in_closed or not file.is_closed)
    ]
    groups = [(stage, [kind for kind in kinds if kind.stage == stage]) for stage in Stage]
    return [(stage, kinds) for stage, kinds in groups if kinds]
