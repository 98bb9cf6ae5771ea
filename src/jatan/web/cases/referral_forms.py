"""Forms of referrals, letters and exports."""

import dataclasses
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.models import Team
from jatan.programme.cases.choices import ExportLevel, ExportReason, PutAway
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.sharing.exports import LEVELS_OF
from jatan.web.cases.entry_form import EntryForm, ProblemForm
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.fields import choice, day, long_text, text

# Answer of `TakeForm`: no case that we have.
_NEW: Final = "new"

type Pairs = Sequence[tuple[str, Any]]

# Fields set by services, and the two bases of sharing, which are one field here.
_NOT_ASKED: Final = frozenset({"recipient", "member", "sent_on", "consent", "override", "reference"})


class ReferForm(EntryForm):
    """A referral. `covers`: (value, label) of the bases of sharing, value "consent:<row>" or "override:<row>"."""

    def __init__(self, data: Any, *, file: CaseFile, covers: Pairs, answers: dict[str, Any]) -> None:
        kind = kind_of("referral")
        fields = tuple(field for field in kind.fields if field.name not in _NOT_ASKED)
        super().__init__(data, kind=dataclasses.replace(kind, fields=fields), file=file, answers=answers)
        ground = forms.ChoiceField(
            label=_("To whom, and on what ground"),
            choices=covers,
            widget=StackedRadios,
            help_text=_("Members receive a sealed letter. Others are handed an encrypted file."),
        )
        self.fields = {"cover": ground, **self.fields}

    def answers(self) -> dict[str, Any]:
        """Answers of the kind `referral`, with the chosen basis."""
        which, _colon, row = str(self.cleaned_data.get("cover", "")).partition(":")
        return {**super().answers(), which: row} if row else super().answers()


class AnswerForm(ProblemForm):
    """The new state of a referral."""

    state = forms.ChoiceField(label=_("How it stands"), widget=StackedRadios)
    on = day(_("Day"), needed=True)
    reason = text(_("Reason"), most=200, hint=_("Needed when it is declined or taken back."))
    words = long_text(_("What they said"))

    def __init__(self, data: Any, *, states: Pairs, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["state"].choices = list(states)  # type: ignore[attr-defined]


class TakeForm(ProblemForm):
    """Accept a letter. The team is asked only if there are several, and whether it is one of `known`, the cases that
    the letter may be about as (id, code), only if there are any."""

    def __init__(self, data: Any, *, teams: Sequence[Team], known: Pairs = ()) -> None:
        super().__init__(data)
        self._teams = teams
        if known:
            same = _("It is the same: put it into case %(code)s")
            ways = [
                *((pk, same % {"code": code}) for pk, code in known),
                (_NEW, _("It is somebody else: begin a new case")),
            ]
            self.fields["into"] = choice(_("Is it the same case?"), ways, needed=True, few=True)
        if len(teams) > 1:
            pairs = [(str(team.pk), team.name) for team in teams]
            self.fields["team"] = choice(_("Which team works on it"), pairs, needed=True, few=True)

    def team(self) -> uuid.UUID:
        """The chosen team."""
        chosen = self.cleaned_data.get("team")
        return uuid.UUID(chosen) if chosen else self._teams[0].pk

    def into(self) -> uuid.UUID | None:
        """The case that the letter is put into; None for a new one."""
        chosen = self.cleaned_data.get("into")
        return uuid.UUID(chosen) if chosen and chosen != _NEW else None


class AwayForm(ProblemForm):
    """The reason for discarding a letter."""

    why = forms.ChoiceField(label=_("Why?"), choices=PutAway, widget=StackedRadios)

    def __init__(self, data: Any, *, only: PutAway | None = None) -> None:
        """`only`: the one reason that fits; None to ask."""
        super().__init__(data, initial={"why": only.value} if only else {})
        offered = [only] if only else [one for one in PutAway if one is not PutAway.TAKEN_BACK]
        self.fields["why"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]


class ExportForm(ProblemForm):
    """Export one case. `bases`: (value, label) of referrals and of requests of court or police that can be answered."""

    what = forms.ChoiceField(label=_("What for"), widget=StackedRadios)

    def __init__(self, data: Any, *, bases: Pairs, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["what"].choices = [*_of_case(), *bases]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """Arguments for `make_export`."""
        reason, level, row = (*self.cleaned_data["what"].split(":"), "", "")[:3]
        basis = "request" if reason == ExportReason.COURT else "referral"
        return {"reason": reason, "level": level, basis: uuid.UUID(row) if row else None}


class ManyForm(ProblemForm):
    """Statistics or coded incidents of several quarters."""

    level = forms.ChoiceField(
        label=_("What"),
        choices=[(one.value, one.label) for one in (ExportLevel.STATISTICAL, ExportLevel.INCIDENTS)],
        widget=StackedRadios,
    )
    since = day(_("Cases opened since"), hint=_("The first day of a quarter; left empty: from the beginning."))
    until = day(_("until"), hint=_("Left empty: until today."))


class PrintForm(ProblemForm):
    """Her own copy on paper."""

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=[("hi", "हिंदी"), ("en", "English")], widget=StackedRadios
    )
    safe = forms.BooleanField(label=_("She wants the paper and has a place for it where nobody else reads it."))


class UploadForm(ProblemForm):
    """A file of another house: a locked ZIP, or a workbook or CSV that nobody locked."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A locked ZIP; or a workbook (.xlsx) or CSV in the columns of the standard (HTCDS)."),
        widget=forms.FileInput,
        max_length=4096,
    )
    source = text(_("From whom"), most=200, needed=True)
    passphrase = forms.CharField(
        label=_("Passphrase of the file"),
        help_text=_("Only where the file is locked."),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


def _of_case() -> Iterable[tuple[str, Any]]:
    for reason, levels in LEVELS_OF.items():
        for level in levels:
            words = f"{ExportReason(reason).label} · {level.label}"
            yield f"{reason.value}:{level.value}", words
