"""The form with which a report is chosen: plain fields that work without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.compared_part import comparable_numbers
from jatan.evidence.studio.parts import PARTS, SENTENCES, SHORT, codes_for, may_have
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.programme.activities.choices import Theme
from jatan.programme.projects.selectors import projects
from jatan.web.reports.report_request import filter_form
from jatan.web.reports.studio.asked import Asked
from jatan.web.ui.forms.fields import choice, yes

_LANGUAGES = (("hi", _("Hindi")), ("en", _("English")))
_MOST_PROJECTS = 100


@dataclass(frozen=True)
class PartLine:
    """One part of the list: ticked or not, with its place."""

    code: str
    name: str
    is_chosen: bool
    place: int


def choosing_form(asked: Asked, offices: Sequence[Organisation], by: Actor) -> forms.Form:
    """Days, comparison, members, districts, themes, grant, reader and language. Two queries."""
    form = filter_form(asked.question, offices, compares=True)
    chosen = asked.choice
    for name, values in (("organisation", chosen.organisations), ("district", chosen.districts)):
        if name in form.fields:
            field: Any = form.fields[name]
            pairs = [pair for pair in field.choices if pair[0]]
            form.fields[name] = _several(field.label, pairs)
            form.initial = {**form.initial, name: [str(one) for one in values]}
    form.fields["theme"] = _several(_("Theme"), [pair for pair in Theme.choices if pair[0]])
    grants = [(str(row.common_id), row.name) for row in projects(by)[:_MOST_PROJECTS]]
    if grants:
        form.fields["project"] = choice(_("Grant or project"), dict(grants).items(), empty=_("all work"))
    numbers = comparable_numbers()
    form.fields["show"] = choice(_("One number side by side"), numbers, empty=_("none"))
    form.fields["audience"] = choice(_("Who reads it"), Audience, needed=True)
    form.fields["language"] = choice(_("Language of the report"), _LANGUAGES, needed=True)
    label = _("Also photographs on which grown-ups can be recognised who were asked and said yes")
    form.fields["with_faces"] = yes(label, hint=_("By itself a report shows no face."))
    form.initial = {
        **form.initial,
        "theme": list(chosen.themes),
        "project": str(chosen.project or ""),
        "show": ".".join(chosen.shown or ()),
        "audience": chosen.audience.value,
        "with_faces": chosen.with_faces,
        "language": chosen.language,
    }
    return form


def _several(label: Any, pairs: Sequence[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=pairs,
        required=False,
        help_text=_("Nothing ticked: all."),
        widget=forms.CheckboxSelectMultiple,
    )


def part_lines(asked: Asked) -> list[PartLine]:
    """All parts that these readers may have: first the chosen ones in their order, then the others in that of the
    list."""
    chosen = codes_for(asked.choice)
    named = {kind.code: kind.name.in_language() for kind in PARTS if may_have(asked.choice.audience, kind.code)}
    codes = [*chosen, *(code for code in named if code not in chosen)]
    return [PartLine(code, named[code], code in chosen, place) for place, code in enumerate(codes, start=1)]


def shortcuts(asked: Asked) -> list[tuple[str, Any]]:
    """(address, words) of editions: four pages to send by telephone, the account sentence by sentence, everything."""
    every = tuple(kind.code for kind in PARTS if may_have(asked.choice.audience, kind.code))
    short = tuple(code for code in SHORT if code in every)
    found = [(asked.query(parts=short), _("Short, four pages")), (asked.query(parts=every), _("Everything"))]
    sentences = tuple(code for code in SENTENCES if code in every)
    if sentences == SENTENCES:
        found.insert(1, (asked.query(parts=sentences), _("Account of our work")))
    return found
