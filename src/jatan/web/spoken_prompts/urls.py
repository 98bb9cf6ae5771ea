"""URLs of recordings of questions. A recording is called by digits of its SHA-256, so that it can be kept for ever."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from jatan.web.spoken_prompts import pages, recordings


class _Digits(StringConverter):
    regex = "[0-9a-f]{16}"


class _Code(StringConverter):
    regex = r"[a-z0-9_]+(?:\.[a-z0-9_]+)*"


class _Language(StringConverter):
    regex = "[a-z]{2,3}"


register_converter(_Digits, "digits_of_sha256")
register_converter(_Code, "prompt_code")
register_converter(_Language, "prompt_language")

urlpatterns = [
    path("voices/", pages.voices, name="voices"),
    path("voices/<prompt_language:language>/<prompt_code:code>/", pages.voice, name="voice"),
    path("voices/<prompt_language:language>/<prompt_code:code>/fits/", pages.voice_fits, name="voice_fits"),
    path("voices/<prompt_language:language>/<prompt_code:code>/withdraw/", pages.voice_withdraw, name="voice_withdraw"),
    path(
        "fieldbook/prompts/<prompt_code:code>/<prompt_language:language>/<digits_of_sha256:digest>",
        recordings.recording,
        name="prompt_recording",
    ),
]
