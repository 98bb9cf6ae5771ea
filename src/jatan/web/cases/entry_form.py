"""One form for all kinds of entries: its questions become fields; the raw input goes to the programme's validation.

Nothing is validated here: only `entries.kinds.validate_answers` does, and its problems
are shown at their fields. Only declared questions are read, so undeclared input is ignored.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Field, Label
from jatan.programme.cases.entries.kinds import PAGES_DONE, EntryKind, pages_done_with
from jatan.programme.cases.entries.legal import OFFENCE
from jatan.programme.cases.entries.legal_next import likely_steps
from jatan.programme.cases.entries.legal_steps import LEGAL_EVENT
from jatan.programme.cases.entries.open_items import REASONS_FIELD, OpenItem, open_items
from jatan.web.cases.entry_display import headline, item_line, item_url, kind_for
from jatan.web.cases.section_choice import SectionTicks, of_which_day, section_groups
from jatan.web.ui.components.widgets import CountInput, DayInput, InstantInput, MoneyInput, StackedRadios

# Up to this many choices are shown as radio cards, more as a select list.
MOST_CARDS: Final = 6
_PREFIX: Final = "a"
# Hidden: the day for which the sections of an offence are shown.
_SECTIONS_OF: Final = "sections_of"


class ProblemForm(forms.Form):
    """A form that shows the problems of a service at their fields. Browser autofill is off."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def show(self, raised: Problem | Problems) -> None:
        """Add problems to their fields; problems without a field become non-field errors."""
        for problem in raised.problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, forms.ValidationError(str(problem.message), code=problem.code))


class AnswerField(forms.Field):
    """A field that returns its raw input. `part`: heading of a section that begins here; `is_folded`: it is shown
    folded, unless `is_open`: it has an answer, or something is wrong in it.

    `is_alternative`: one of several of which one is needed.
    """

    part: Label = ""
    is_folded: bool = False
    is_open: bool = False
    is_alternative = False
    template_name: str | None = None
    # Of a reason for an open item: where it stands, whether it needs care now, and what the request says of it.
    url: str = ""
    is_grave: bool = False
    request_says: str | None = None

    def clean(self, value: Any) -> Any:
        return value


class EntryForm(ProblemForm):
    """The questions of one kind of entry, or those of one of its parts (`page`, from 1; all others stay as they are).

    `base`: the revision that the writer was shown. `people`: whom a `colleague` can be, by account.
    """

    # Whether it is shown again with the sections of another day.
    asks_to_look_again = False
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Made when the form is opened: sent twice, it writes once.
    opened = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        kind: EntryKind,
        file: CaseFile,
        answers: Mapping[str, Any],
        base: int = 0,
        page: int = 0,
        people: Mapping[uuid.UUID, str] | None = None,
    ) -> None:
        initial = {**answers, "base": base or "", "opened": "" if base else new_id()}
        super().__init__(data, initial=initial, prefix=_PREFIX)
        self.kind, self.page = kind, page
        self._sections_of = ""
        hidden, expected = kind.hides(file, clock.today()), kind.expects(file, clock.today())
        asked = (field for field in kind.fields if field.is_asked and field.name not in hidden)
        questions = [field for field in asked if field.kind not in ("machine", "reasons")]
        on_page = kind.pages[page - 1].questions if page else [field.name for field in questions]
        self._asked = [field for field in questions if field.name in on_page]
        for field in self._asked:
            self.fields[field.name] = _question(field, file, people or {}, is_expected=field.name in expected)
        if kind is OFFENCE:
            self._group_sections(file)
        if kind is LEGAL_EVENT:
            self.fields["event"].widget = _steps_to_choose(file)
        # Answers that this form hides stay as they are.
        self._kept: dict[str, Any] = {name: answers.get(name) for name in hidden} if base else {}
        if page:
            self._kept |= {field.name: answers.get(field.name) for field in questions if field.name not in on_page}
            done = str(answers.get(PAGES_DONE, "")) if base else None
            self._kept[PAGES_DONE] = pages_done_with(done, page)
        self._reasons = [field.name for field in kind.fields if field.kind == "reasons"]
        for name in self._reasons:
            self.fields |= reason_fields(open_items(file, clock.today()), answers.get(name) or {}, file)

    def answers(self) -> dict[str, Any]:
        """Raw input by field name, with the answers of all other parts as they stand."""
        answers = self._kept | {field.name: self.cleaned_data.get(field.name) for field in self._asked}
        return answers | {name: reasons_given(self) for name in self._reasons}

    def base_revision(self) -> int | None:
        """The revision that the writer was shown; None for a new entry."""
        base = self.cleaned_data.get("base")
        return int(base) if base else None

    def opened_form(self) -> uuid.UUID | None:
        """The id of the form of a new entry; None for a correction, and where it was not sent."""
        opened = self.cleaned_data.get("opened")
        return opened if isinstance(opened, uuid.UUID) else None

    def rebase_on(self, revision: int) -> None:
        """Set the base revision to this one, because the writer is shown it now."""
        self._replace_sent("base", str(revision))

    def has_other_day(self) -> bool:
        """Whether the day of the act was changed since its sections were shown, so that they are looked at again."""
        shown = self.data.get(self.add_prefix(_SECTIONS_OF)) if self.is_bound else None
        return shown is not None and shown != self._sections_of

    def show_sections_of_its_day(self) -> None:
        """Count the sections as shown for the day that stands in the form now."""
        self._replace_sent(_SECTIONS_OF, self._sections_of)

    def _replace_sent(self, name: str, value: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _group_sections(self, file: CaseFile) -> None:
        """Offer the sections law by law, the suggested ones first, for the day that stands in the form."""
        day = self["day"].value()
        try:
            on = self.kind.field("day").parse_answer(day)
        except Problem:
            on = None
        asked = cast(AnswerField, self.fields["offences"])
        asked.help_text = str(_("First write the day: the sections follow from it."))
        if isinstance(on, dt.date):
            self._sections_of = on.isoformat()
            asked.help_text = str(of_which_day(file, on))
        self.fields[_SECTIONS_OF] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self._sections_of)
        asked.widget = SectionTicks(section_groups(file, on if isinstance(on, dt.date) else clock.today()))
        asked.template_name = "cases/section_choice.html"
        for name in ("offences", "others"):
            cast(AnswerField, self.fields[name]).is_alternative = True

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Visible fields by section, in order: (heading or "", bound fields)."""
        found: list[tuple[Any, list[Any]]] = []
        for bound in self.visible_fields():
            part = getattr(bound.field, "part", "")
            if part or not found:
                found.append((part, []))
            found[-1][1].append(bound)
        for _part, fields in found:
            fields[0].field.is_open = any(bound.errors or bound.initial for bound in fields)
        return found


def reason_fields(
    items: Iterable[OpenItem],
    given: Mapping[str, str],
    file: CaseFile,
    *,
    hint: Label = "",
    beside: Mapping[str, str] | None = None,
) -> dict[str, AnswerField]:
    """A field for each open item that needs a reason. `given`: earlier reasons by key; `beside`: those of the request,
    which are shown at the field and not filled in.

    Each is one line that unfolds. They are marked as required, but the programme checks whether one is missing.
    """
    asked: dict[str, AnswerField] = {}
    for item in items:
        if not item.bars:
            widget = forms.Textarea({"rows": 2, "autocomplete": "off"})
            label, initial = item_line(item, file), given.get(item.key, "")
            question = AnswerField(required=True, widget=widget, label=label, initial=initial, help_text=str(hint))
            question.part = "" if asked else _("Still open: why can it be left all the same?")
            question.template_name = "cases/item_reason.html"
            question.url, question.is_grave = item_url(item, file), item.code == "danger"
            question.request_says = None if beside is None else beside.get(item.key, "")
            asked[f"{REASONS_FIELD}.{item.key}"] = question
    return asked


def reasons_given(form: forms.Form) -> dict[str, str]:
    """Input of the reason fields, by item key."""
    start = f"{REASONS_FIELD}."
    return {name.removeprefix(start): text for name, text in form.cleaned_data.items() if name.startswith(start)}


def _steps_to_choose(file: CaseFile) -> forms.Widget:
    """The likely next steps before all others."""
    words = dict(LEGAL_EVENT.field("event").choices)
    likely = likely_steps(file, clock.today())
    others = [(code, label) for code, label in words.items() if code not in likely]
    groups = [(_("Likely next"), [(code, words[code]) for code in likely]), (_("All other steps"), others)]
    return forms.Select({"autocomplete": "off"}, choices=[("", _("choose")), *groups[0 if likely else 1 :]])


def _question(
    field: Field, file: CaseFile, people: Mapping[uuid.UUID, str], *, is_expected: bool = False
) -> AnswerField:
    words: Any = {"label": field.label, "help_text": field.hint}
    is_needed = field.needed or field.expected or is_expected
    asked = AnswerField(required=is_needed, widget=_widget(field, file, people), **words)
    asked.widget.attrs.setdefault("autocomplete", "off")
    asked.part, asked.is_folded = field.part, field.is_folded
    return asked


def _widget(field: Field, file: CaseFile, people: Mapping[uuid.UUID, str]) -> forms.Widget:
    if field.kind == "colleague":
        named = sorted(people.items(), key=lambda pair: (pair[1], pair[0]))
        return forms.Select(choices=[("", _("choose")), *((str(pk), name) for pk, name in named)])
    if field.kind in ("choice", "choices", "link"):
        return _list(field, file)
    if field.kind in ("day", "past_day"):
        return DayInput(ahead=field.is_ahead)
    if field.kind in ("instant", "past_instant"):
        return InstantInput(ahead=field.is_ahead)
    plain: dict[str, type[forms.Widget]] = {
        "text": forms.Textarea,
        "count": CountInput,
        "money": MoneyInput,
        "yes": forms.CheckboxInput,
    }
    if field.kind == "text":
        return forms.Textarea({"rows": 4})
    if field.kind == "phone":
        return forms.TextInput({"inputmode": "tel"})
    return plain.get(field.kind, forms.TextInput)()


def _list(field: Field, file: CaseFile) -> forms.Widget:
    choices: Sequence[tuple[Any, Any]] = _entries(field, file) if field.kind == "link" else field.choices
    if field.kind == "choices":
        return forms.CheckboxSelectMultiple(choices=choices)
    if field.kind == "choice" and field.needed and len(choices) <= MOST_CARDS:
        return StackedRadios(choices=choices)
    empty = _("choose") if field.needed else _("not recorded")
    return forms.Select(choices=[("", empty), *choices])


def _entries(field: Field, file: CaseFile) -> list[tuple[str, str]]:
    """Choices of a link field: entries not withdrawn, newest first."""
    found = [(kind_for(entry.kind), entry) for entry in file.all(*field.linked_kinds)]
    found.sort(key=lambda one: (one[0].day_of(one[1]), one[1].row), reverse=True)
    return [
        (
            str(entry.row),
            f"{formats.date_format(kind.day_of(entry), 'j E Y')} · {headline(kind, entry, file) or kind.label}",
        )
        for kind, entry in found
    ]
