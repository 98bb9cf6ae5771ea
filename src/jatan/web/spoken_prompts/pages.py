"""The staff's pages: all questions with their recordings in one language, and one question to record or to write."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.permissions import Permission
from jatan.programme.spoken_prompts.choices import SpokenLanguage
from jatan.programme.spoken_prompts.commands import KeepPrompt
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.selectors import (
    ADDRESS_DIGITS,
    Kept,
    find_prompt,
    prompts_in,
    recorded_by_language,
)
from jatan.programme.spoken_prompts.services import LARGEST, PROMPT, confirm_prompt, keep_prompt
from jatan.web.spoken_prompts.texts import PARTS, part_of, texts
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.components.widgets import VoiceInput
from jatan.web.ui.forms.base import RecordForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_RECORD = Permission.LIBRARY_RECORD


class PromptForm(RecordForm):
    """The words of one question in one language, and a recording of it."""

    PERMISSION = _RECORD
    ASKS_PLACE = False

    upload = UploadField(
        label=gettext_lazy("Recording"),
        largest=LARGEST,
        required=False,
        help_text=gettext_lazy("Record here, or choose a recording of up to 1 MB: MP3, M4A, OGG or WEBM."),
        widget=VoiceInput,
    )
    text = long_text(gettext_lazy("The same in this language"), most=4000)

    def prepare(self) -> None:
        super().prepare()
        self.fields.pop("organisation", None)  # the page is that of the home office

    def organisation_id(self) -> Any:
        return self.initial["organisation"]


@dataclass(frozen=True)
class Line:
    """One question as the list shows it. `heard`: its recording or None; `player`: the address of it."""

    code: str
    text: str
    words: str
    url: str
    heard: SpokenPrompt | None
    player: str
    is_own: bool
    has_changed: bool


@needs(_RECORD)
@require_safe
def voices(request: StaffRequest) -> HttpResponseBase:
    """The questions of one part with their recordings in one language."""
    language = _language(request.GET.get("in", ""))
    office = request.home_organisation.pk
    part = part_of(request.GET.get("part", ""), _reading())
    kept = prompts_in(request.actor, office, language)
    asked = texts()
    lines = [_line(code, text, asked[code], language, kept.get(code, Kept())) for code, text in part.texts.items()]
    recorded = recorded_by_language(request.actor, office)
    page = {
        "language": SpokenLanguage(language),
        "languages": [
            (_list_url(one, part.code), f"{label} {recorded.get(one, 0)}/{len(asked)}", one == language, "")
            for one, label in SpokenLanguage.choices
        ],
        "parts": [(_list_url(language, one), label, one == part.code, "") for one, label in PARTS.items()],
        "part": part,
        "lines": lines,
        "waiting": sum(line.has_changed for line in lines),
    }
    return render(request, "spoken_prompts/voices.html", page)


@takes_files(LARGEST)
@needs(_RECORD)
def voice(request: StaffRequest, language: str, code: str) -> HttpResponseBase:
    """One question: hear it, record it, write it in this language. POST keeps what was recorded and written."""
    text, asked = _asked(language, code)
    office = request.home_organisation.pk
    kept = prompts_in(request.actor, office, language).get(code, Kept())
    request.carries_file = True
    form = submission.bind_form(PromptForm, request, initial={"text": kept.words, "organisation": office})
    saved = submission.submit_form(
        form,
        lambda answers: keep_prompt(
            by=request.actor,
            command=KeepPrompt(
                organisation=answers["organisation"],
                place=answers["place"],
                code=code,
                language=language,
                asked=asked,
                text=answers["text"],
            ),
            upload=answers["upload"],
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("voice", language, code)
    page = {
        "form": form,
        "language": SpokenLanguage(language),
        "line": _line(code, text, asked, language, kept),
        "own": kept.own,
        "back": _list_url(language, code.partition(".")[0]),
        **_neighbours(language, code),
    }
    return render(request, "spoken_prompts/voice.html", page, status=422 if form.is_bound else 200)


@needs(_RECORD)
@require_POST
def voice_fits(request: StaffRequest, language: str, code: str) -> HttpResponseBase:
    """Somebody has heard the recording: it fits the question that has changed."""
    _text, asked = _asked(language, code)
    row = find_prompt(request.actor, request.home_organisation.pk, code, language)
    confirm_prompt(by=request.actor, prompt=row, asked=asked)
    messages.success(request, _("Saved."))
    return redirect("voice", language, code)


@needs(_RECORD)
@require_POST
def voice_withdraw(request: StaffRequest, language: str, code: str) -> HttpResponseBase:
    """Take the office's own recording and words away."""
    _asked(language, code)
    row = find_prompt(request.actor, request.home_organisation.pk, code, language)
    PROMPT.withdraw(by=request.actor, row=row, reason=_("Taken away on the page of recordings."))
    messages.success(request, _("Taken away. Telephones stop playing it when they next have a network."))
    return redirect("voice", language, code)


def _asked(language: str, code: str) -> tuple[str, str]:
    """(text in the reader's language, text in Hindi) of a question. Raises Http404 for what is not asked."""
    asked = texts().get(code)
    if asked is None or language not in SpokenLanguage.values:
        raise Http404
    return texts(_reading())[code], asked


def _language(asked: str) -> str:
    return asked if asked in SpokenLanguage.values else SpokenLanguage.SANTALI.value


def _reading() -> str:
    return "en" if (get_language() or "").startswith("en") else "hi"


def _line(code: str, text: str, asked: str, language: str, kept: Kept) -> Line:
    heard = kept.heard
    return Line(
        code=code,
        text=text,
        words=kept.words,
        url=reverse("voice", args=[language, code]),
        heard=heard,
        player=reverse("prompt_recording", args=[code, language, heard.file_digest[:ADDRESS_DIGITS]]) if heard else "",
        is_own=heard is not None and heard is kept.own,
        has_changed=heard is not None and heard.asked != asked,
    )


def _list_url(language: str, part: str) -> str:
    return f"{reverse('voices')}?in={language}&part={part}"


def _neighbours(language: str, code: str) -> dict[str, str]:
    """Addresses of the question before and after, "" at an end, so that somebody can record one after the other."""
    codes = list(texts())
    at = codes.index(code)
    around = {"before": codes[at - 1] if at else "", "after": codes[at + 1] if at + 1 < len(codes) else ""}
    return {name: reverse("voice", args=[language, one]) if one else "" for name, one in around.items()}
