"""Forms about case keys."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.passphrases import normal_form, random_passphrase, weakness
from jatan.kernel.problems import Problems
from jatan.programme.cases.file.team_leaving import Leaving
from jatan.web.ui.components.fields import FreeTextField
from jatan.web.ui.records.columns import quarter_words

_RULE = _("At least four words that do not belong together, sixteen letters in all. Nobody can look it up for you.")


def _secret(label: Any, *, is_new: bool = False, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "off"})
    return forms.CharField(label=label, max_length=400, widget=widget, help_text=hint)


class PassphraseForm(forms.Form):
    """The passphrase that opens one's keys."""

    passphrase = _secret(_("Your passphrase"))


class CodeForm(forms.Form):
    """One of the ten recovery codes."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("26 letters and digits; blanks, dashes and small letters do not matter. It works once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NewPassphraseForm(forms.Form):
    """A new passphrase, twice."""

    passphrase = _secret(_("New passphrase"), is_new=True, hint=_RULE)
    again = _secret(_("The new passphrase once more"), is_new=True)

    def __init__(self, *args: Any, known: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def suggestion(self) -> str:
        """A random passphrase; a new one each time, not stored."""
        return random_passphrase()

    def clean(self) -> dict[str, Any]:
        """Check that both are the same and not easy to guess."""
        answers = super().clean() or self.cleaned_data
        first, second = answers.get("passphrase"), answers.get("again")
        if first and (reason := weakness(first, self.known)) is not None:
            self.add_error("passphrase", forms.ValidationError(str(reason), code="weak"))
        elif first and second and normal_form(first) != normal_form(second):
            self.add_error("again", _("The two are not the same. Please write them again."))
        return answers


class OtherPassphraseForm(NewPassphraseForm):
    """Change the passphrase. Asks for the present one unless `by_code`: keys were just opened by a recovery code."""

    present = _secret(_("Your present passphrase"))
    field_order = ("present", "passphrase", "again")

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_code:
            del self.fields["present"]


class FingerprintForm(forms.Form):
    """Confirm that two people compared the fingerprint in person."""

    compared = forms.BooleanField(
        label=_("I sat with her and compared every group of the fingerprint with the one on her own screen or paper.")
    )


class TeamForm(forms.Form):
    """A new team. `holders` are the colleagues whose keys are vouched for."""

    name = FreeTextField(label=_("Name of the team"), max_length=120)
    holders = forms.MultipleChoiceField(
        label=_("Who belongs to it, beside you"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, holders: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].choices = [(str(pk), name) for pk, name in holders]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """One more colleague for a team."""

    holder = forms.ChoiceField(label=_("Colleague"), choices=())

    def __init__(self, *args: Any, holders: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", "–"), *((str(pk), name) for pk, name in holders)]
        self.fields["holder"].choices = chosen  # type: ignore[attr-defined]


class TakeOutForm(forms.Form):
    """Who takes the cases of a colleague who leaves a team: one choice for each case."""

    use_required_attribute = False

    def __init__(self, *args: Any, leaving: Leaving, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for cases, empty in ((leaving.to_give_on, _("choose")), (leaving.kept, _("stays with her"))):
            for case in cases:
                state = _("closed") if case.is_closed else _("open")
                label = " · ".join(map(str, (case.code, quarter_words(case.opened_quarter), state)))
                people = leaving.takers[case.pk]
                takers = [("", empty), *((str(pk), name) for pk, name in people)]
                self.fields[f"to.{case.pk}"] = forms.ChoiceField(
                    label=label, choices=takers, required=bool(people) and case in leaving.to_give_on
                )

    def answers(self) -> dict[uuid.UUID, uuid.UUID]:
        """Case -> the account that takes it."""
        chosen = {name.removeprefix("to."): to for name, to in self.cleaned_data.items() if to}
        return {uuid.UUID(case): uuid.UUID(to) for case, to in chosen.items()}

    def show(self, raised: Problems) -> None:
        """Add problems to their fields."""
        for problem in raised.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))
