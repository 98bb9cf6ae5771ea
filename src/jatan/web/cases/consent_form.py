"""The form of a sitting: several purposes asked in one reading, each with its text, who agreed and how said once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.consent import PURPOSES
from jatan.programme.cases.entries.consent_matrix import ADULT, band_on, purposes_in
from jatan.programme.cases.entries.consent_texts import CAREGIVER, Sitting, listener_of, sitting_for
from jatan.programme.cases.entries.fields import Label
from jatan.web.cases.entry_form import MOST_CARDS, AnswerField
from jatan.web.cases.recipients import RecipientForm
from jatan.web.ui.components.widgets import StackedRadios

# What shows her is asked last and stands folded: most are never asked for it.
_SHOWS: Final = frozenset({"meeting", "booklet", "donor", "public", "press", "photo"})


@dataclass(frozen=True)
class PurposeGroup:
    """Purposes that stand together. `label` "": not folded."""

    label: Label
    is_open: bool = True


class PurposeTicks(forms.CheckboxSelectMultiple):
    """Ticks, each with the words that are read before it is asked."""

    def __init__(self, choices: list[tuple[str, Label]], texts: Mapping[str, Localised]) -> None:
        super().__init__(choices=choices)
        self._texts = texts
        self._ticked: frozenset[str] = frozenset()

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Django's, after noting what is ticked."""
        self._ticked = frozenset(value)
        return super().optgroups(name, value, attrs)

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        """Django's, with the words and the group."""
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        is_shown = value in _SHOWS
        option["words"] = self._texts.get(value, "")
        label = _("Her story, photo or voice: a yes for each use") if is_shown else ""
        option["group"] = PurposeGroup(label, not is_shown or bool(self._ticked & _SHOWS))
        return option


class ConsentForm(RecipientForm):
    """A new consent, or several of one sitting. `reading`: for her; `for_caregiver`: where she is a child."""

    def __init__(self, data: Any = None, *, file: CaseFile, **more: Any) -> None:
        super().__init__(data, file=file, **more)
        today = clock.today()
        band = band_on(file, today)
        purposes = purposes_in(band)
        choices = [(code, label) for code, label in PURPOSES if code in purposes]
        self.reading: Sitting = sitting_for(purposes, listener_of(band))
        self.for_caregiver = self._caregivers_reading(purposes) if band not in ("", ADULT) else None
        asked = cast(AnswerField, self.fields["purpose"])
        asked.widget = PurposeTicks(choices, self.reading.purposes)
        asked.template_name = "cases/consent_purposes.html"
        self._show_as_cards(today, file)

    def answers(self) -> dict[str, Any]:
        """Raw input; the purposes as a list."""
        found = super().answers()
        return found | {"purpose": list(found["purpose"] or [])}

    def _caregivers_reading(self, purposes: frozenset[str]) -> list[tuple[Label, Localised]]:
        texts = sitting_for(purposes, CAREGIVER)
        by_code = [(label, texts.purposes[code]) for code, label in PURPOSES if code in texts.purposes]
        return [*(("", one) for one in texts.opening), *by_code, *(("", one) for one in texts.ending)]

    def _show_as_cards(self, today: dt.date, file: CaseFile) -> None:
        """Short lists that her age makes needed, as cards: one tap each."""
        for field in self.kind.fields:
            if field.name in self.kind.expects(file, today) and len(field.choices) <= MOST_CARDS:
                self.fields[field.name].widget = StackedRadios(choices=field.choices)
