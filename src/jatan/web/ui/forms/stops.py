"""Form fields for stops: places on the map, typed with suggestions, in the order in which they are passed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jatan.programme.landmarks.models import Landmark
from jatan.programme.landmarks.selectors import landmarks_by_id, named
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import written_place

_SHOWN = 5


class StopsForm(AnswerForm):
    """Adds `stop_1` … to a form; `answers()["stops"]` holds the ids. A text that may mean several places is an error
    that lists them: nobody chooses for the user.
    """

    STOPS = 8

    def prepare(self) -> None:
        super().prepare()
        for number in range(1, self.STOPS + 1):
            label = _("Stop %(number)s") % {"number": number}
            self.fields[f"stop_{number}"] = written_place(label, "/landmarks/suggest/")
        self._stops: dict[str, uuid.UUID] = {}

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        kept = self._labels_on_record()
        for name, typed in self._typed(answers):
            if typed in kept:
                self._stops[name] = kept[typed]
                continue
            found = named(self.actor, typed)
            if len(found) == 1:
                self._stops[name] = found[0].pk
            else:
                self.add_error(name, _not_one(found))
        return answers

    def answers(self) -> dict[str, Any]:
        given = {name: value for name, value in super().answers().items() if not name.startswith("stop_")}
        return given | {"stops": list(self._stops.values())}

    def _asked_as(self, field: str | None) -> str | None:
        """Problems of the list of stops stand at its first line."""
        return "stop_1" if field == "stops" else super()._asked_as(field)

    def _typed(self, answers: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        fields = (f"stop_{number}" for number in range(1, self.STOPS + 1))
        return ((name, answers[name].strip()) for name in fields if answers.get(name, "").strip())

    def _labels_on_record(self) -> dict[str, uuid.UUID]:
        """Stops that the record names already: they stay, even if two places share a label or one is withdrawn."""
        stops = getattr(self.about, "stops", None) or []
        return {row.label: pk for pk, row in landmarks_by_id(self.actor, stops).items()}


def labels_of(stops: Sequence[Landmark]) -> dict[str, str]:
    """Initial values of a `StopsForm`."""
    return {f"stop_{number}": stop.label for number, stop in enumerate(stops, start=1)}


def _not_one(found: Sequence[Landmark]) -> ValidationError:
    if not found:
        return ValidationError(_("No place on the map is called so. Put it on the map first."), code="unknown_place")
    names = "; ".join(row.label for row in found[:_SHOWN])
    words = _("Several places may be meant. Write one of them: %(names)s") % {"names": names}
    return ValidationError(words, code="unknown_place")
