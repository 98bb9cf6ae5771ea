"""The form of a consent or override: a member or an institution is chosen, anybody else is named."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.allies.selectors import allies
from jatan.programme.cases.file.recipients import OUTSIDE, RECIPIENT_REF, ally_ref, member_ref, other_members
from jatan.web.cases.entry_form import AnswerField, EntryForm
from jatan.web.ui.needs import StaffRequest

_CHOSEN: Final = "chosen"
_NAMED: Final = "recipient"
# A list for a phone; whoever is further down is written by name as somebody else.
_MOST_ALLIES: Final = 300

type Group = tuple[Any, Sequence[tuple[str, str]]]


class RecipientForm(EntryForm):
    """An entry that names a recipient. `groups`: (heading, [(reference, name)])."""

    def __init__(self, data: Any = None, *, groups: Sequence[Group], **more: Any) -> None:
        super().__init__(data, **more)
        self._names = {ref: name for _heading, pairs in groups for ref, name in pairs}
        shown = [(heading, pairs) for heading, pairs in groups if pairs]
        other = (OUTSIDE, _("somebody else: I write the name below"))
        widget = forms.Select(choices=[("", _("choose")), *shown, other])
        named = self.fields.pop(_NAMED)
        named.label, named.required = _("Name, if it is somebody else"), False
        named.help_text = str(
            _("The office or person, by name. It is not changed later: for another one she is asked anew.")
        )
        is_consent = "purpose" in self.fields
        label = _("To whom (for sharing)") if is_consent else _("To whom")
        chosen = AnswerField(required=not is_consent, widget=widget, label=label)
        place = list(self.fields).index("purpose") + 1 if is_consent else 1
        rows = list(self.fields.items())
        self.fields = dict([*rows[:place], (_CHOSEN, chosen), (_NAMED, named), *rows[place:]])

    def answers(self) -> dict[str, Any]:
        """Raw input, with the reference of whoever was chosen."""
        answers, ref = super().answers(), str(self.cleaned_data.get(_CHOSEN) or "")
        if ref in self._names:
            return answers | {_NAMED: self._names[ref], RECIPIENT_REF: ref}
        return answers | {RECIPIENT_REF: OUTSIDE if ref == OUTSIDE else None}

    def clean(self) -> dict[str, Any]:
        """Refuse a name beside no choice, and a choice that is not in the list."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ref, name = str(cleaned.get(_CHOSEN) or ""), str(cleaned.get(_NAMED) or "").strip()
        if ref and ref not in self._names and ref != OUTSIDE:
            self.show(Problem("unreadable", field=_CHOSEN))
        if name and ref != OUTSIDE:
            self.show(
                Problem(
                    "unreadable",
                    _("A name is written only for “somebody else”."),
                    field=_CHOSEN,
                )
            )
        return cleaned


def recipient_groups(request: StaffRequest) -> list[Group]:
    """Members and institutions who can be told, under their headings."""
    members = [(member_ref(one.pk), one.name) for one in other_members(request.keyring.organisation_id)]
    institutions = (
        allies(request.actor).order_by("name")[:_MOST_ALLIES] if request.actor.may(Permission.ALLIES_SEE) else ()
    )
    return [
        (_("Members of the network (sealed letter)"), members),
        (_("Institutions we know (encrypted file)"), [(ally_ref(one.pk), one.name) for one in institutions]),
    ]
