"""Templates contain no inline script or style, no external URL, no unescaped output and no untranslatable text."""

import re
from collections.abc import Iterable

import pytest

from tests.house.source import Source, templates

LONGEST = 150
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "htmx code": re.compile(r"\shx-(on|vals=[\"']js)", re.I),
    "another host": re.compile(r"(?:src|href|action|url\()\s*=?\s*[\"']?(?:https?:)?//", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|\bautoescape\s+off|\|\s*safeseq\b"),
    "a javascript address": re.compile(r"javascript:", re.I),
}
# What is not text for people: tags of the template language, comments, HTML tags with their attributes, entities.
_BLOCKS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}|{#.*?#}|{%.*?%}|{{.*?}}",
    re.S,
)
_STYLE = re.compile(r"<style>.*?</style>", re.S)
_MARKUP = re.compile(r"<!--.*?-->|<!doctype[^>]*>|<[^>]*>|&[a-z0-9#]+;", re.S | re.I)
_SPOKEN = re.compile(r"\s(?:alt|title|placeholder|aria-label|aria-description)\s*=\s*\"([^\"{]*[^\W\d_]{2,}[^\"{]*)\"")
_WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"English", "हिंदी", "हि", "EN", "जतन", "Jatan", "PDF", "XLSX"}  # the same in every language
# A report handed over as one file carries its style with it: no page of ours, and no server behind it.
ALONE: set[str] = set()


def faults(sources: Iterable[Source]) -> list[str]:
    """What is wrong in these templates."""
    found = []
    for source in sources:
        text = _STYLE.sub("", source.text) if source.name in ALONE else source.text
        found += [f"{source.name} has {what}" for what, pattern in FORBIDDEN.items() if pattern.search(text)]
        if source.lines > LONGEST:
            found.append(f"{source.name} has {source.lines} lines")
        found += [f"{source.name} says {phrase!r} in one language only" for phrase in untranslated(text)]
    return found


def untranslated(text: str) -> list[str]:
    """Words for people that no translation can reach."""
    spoken = [match.strip() for match in _SPOKEN.findall(_BLOCKS.sub("", text))]
    bare = _MARKUP.sub("\n", _BLOCKS.sub(" ", text))
    lines = [line.strip() for line in bare.splitlines()]
    return [line for line in [*spoken, *lines] if set(_WORD.findall(line)) - NAMES]


def test_every_template_keeps_the_rules() -> None:
    assert len(templates()) > 40
    assert faults(templates()) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>go()</script>", "an inline script"),
        ('<p style="color:red">', "an inline style"),
        ('<button onclick="go()">', "a handler"),
        ('<a hx-on:click="go()">', "htmx code"),
        ('<img src="https://cdn.example.org/a.png">', "another host"),
        ('<script src="//cdn.example.org/a.js"></script>', "another host"),
        ("{{ name|safe }}", "unescaped text"),
        ("{% autoescape off %}", "unescaped text"),
        ("{{ x }}\n" * 151, "has 151 lines"),
        ("<p>Save</p>", "'Save' in one language only"),
        ('<input placeholder="Your name">', "'Your name' in one language only"),
        ("<p>{% translate 'Save' %} now</p>", "'now' in one language only"),
    ],
)
def test_a_deliberate_fault_is_reported(text: str, what: str) -> None:
    assert any(what in fault for fault in faults([Source("planted.html", text)]))


def test_what_is_allowed_is_not_complained_about() -> None:
    text = """{% load i18n %}<script src="{% static 'app.js' %}" defer></script>
    <p class="on time=1">{% blocktranslate trimmed %}Saved by {{ name }}{% endblocktranslate %} · 12</p>"""
    assert faults([Source("fine.html", text.replace("on time=1", "calm"))]) == []
