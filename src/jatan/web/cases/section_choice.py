"""The choice of sections in the form of an offence: law by law, what is suggested first and open, the rest folded."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.localised import late_text
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Label
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.legal_facts import offered_offences
from jatan.programme.cases.entries.legal_words import offence_words, section_choices
from jatan.programme.laws.citations import cited


@dataclass(frozen=True)
class SectionGroup:
    """The sections of one law. `is_open`: shown unfolded, because it is suggested or something in it is ticked."""

    label: Label
    is_open: bool = False


def section_groups(file: CaseFile, day: dt.date) -> list[tuple[SectionGroup, list[Choice]]]:
    """Every section by its law: the suggested ones, the laws of the day, and what is not law on that day last."""
    offered = offered_offences(file, day)
    suggested = [(one.key, offence_words(one)) for one in offered if one.fits]
    by_law: dict[str, list[Choice]] = {}
    for one in offered:
        if not one.fits:
            by_law.setdefault(one.law, []).append((one.key, offence_words(one)))
    in_force = {one.key for one in offered}
    rest = [choice for choice in section_choices() if choice[0] not in in_force]
    groups = [(SectionGroup(_("They fit what is known"), is_open=True), suggested)]
    groups += [(SectionGroup(late_text(cited(law))), choices) for law, choices in by_law.items()]
    groups.append((SectionGroup(_("Not law on this day")), rest))
    return [(group, choices) for group, choices in groups if choices]


def of_which_day(file: CaseFile, day: dt.date) -> Label:
    """For which day, and which age of hers on it, the sections are suggested."""
    ages, shown = age_on(file, day), formats.date_format(day, "j E Y")
    if ages is None:
        return format_lazy(_("By the law of {day}. Her age then is not known."), day=shown)
    years = str(ages[0]) if ages[0] == ages[1] else f"{ages[0]}–{ages[1]}"
    return format_lazy(_("By the law of {day}. Her age then: {years}."), day=shown, years=years)


class SectionTicks(forms.CheckboxSelectMultiple):
    """Ticks in groups; each option knows its group, which is open if something in it is ticked."""

    def __init__(self, groups: Sequence[tuple[SectionGroup, Sequence[Choice]]]) -> None:
        super().__init__(choices=[choice for _group, choices in groups for choice in choices])
        self._groups = {key: group for group, choices in groups for key, _label in choices}
        self._ticked: frozenset[Label] = frozenset()

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Django's, after noting in which groups something is ticked."""
        self._ticked = frozenset(self._groups[key].label for key in value if key in self._groups)
        return super().optgroups(name, value, attrs)

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        """Django's, with the option's group."""
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        group = self._groups[value]
        option["group"] = SectionGroup(group.label, group.is_open or group.label in self._ticked)
        return option
