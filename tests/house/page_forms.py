"""The forms of all pages and their fields, generated from the code."""

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django import forms

import jatan.web
from jatan.web.ui.forms.model_questions import question_field


def below[T: type](kind: T) -> Iterator[T]:
    """Every class below one; as often as it is reached."""
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


@functools.cache
def page_forms() -> tuple[type[forms.BaseForm], ...]:
    """Every form of a page, by module and name."""
    for found in pkgutil.walk_packages(jatan.web.__path__, "jatan.web."):
        importlib.import_module(found.name)
    kinds = {one for one in below(forms.BaseForm) if one.__module__.startswith("jatan.web.")}
    return tuple(sorted(kinds, key=lambda one: (one.__module__, one.__name__)))


def fields_of(kind: Any) -> dict[str, Any]:
    """{name: field} of what a form declares and of what it asks by `QUESTIONS`, whose fields are made with the form."""
    asked = getattr(kind, "QUESTIONS", {})
    return getattr(kind, "base_fields", {}) | {name: question_field(question) for name, question in asked.items()}
