"""Read a JSON file that a person wrote, and check it against a JSON Schema.

Every fault becomes a Problem whose `field` is the path in the document, e.g. `organisations[2].code`. A schema says in
`description` (English) and `description_hi` what belongs at each place, and the message repeats it as the remedy.
"""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from jatan.kernel.localised import Localised
from jatan.kernel.problems import Problem

_NO_JSON: Final = _(
    "This is no JSON: look at line {line}, sign {column}. Often a comma, a quotation mark or a bracket is missing."
)
_TWICE: Final = _("The word “{word}” stands twice in one group. Take one of them out.")
_MISSING: Final = _("This is missing. Add it: {what}")
_UNKNOWN_WORD: Final = _("This word is not known here. Correct it or take it out. Known words: {words}")
_DOES_NOT_FIT: Final = _("This does not fit here. What belongs here: {what}")


def read_json(path: Path) -> Any:
    """The content of a JSON file in UTF-8. Raises Problem `unreadable`, which names line and column where it can."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise Problem("unreadable", format_lazy(_NO_JSON, line=error.lineno, column=error.colno)) from error
    except UnicodeDecodeError as error:
        raise Problem("unreadable", _("This is no text in UTF-8. Save the file again as UTF-8.")) from error
    except OSError as error:
        raise Problem("unreadable", _("This file cannot be opened.")) from error


def read_schema(path: Path) -> Mapping[str, Any]:
    """A schema (JSON Schema 2020-12) that is shipped with the product."""
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def schema_problems(schema: Mapping[str, Any], document: Any) -> list[Problem]:
    """Everything in a document that does not fit the schema, each once; [] if all of it fits.

    Codes: `missing_required`, `unknown_word`, `no_such_date`, `unreadable`.
    """
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    errors = sorted(validator.iter_errors(document), key=lambda error: joined_path(error.absolute_path))
    found = {(one.field, one.code): one for error in errors for one in _problems(schema, error)}
    return list(found.values())


def schema_at(schema: Mapping[str, Any], *words: str) -> Mapping[str, Any]:
    """The part of a schema for one place in the document, as a schema of its own: `schema_at(s, "network", "name_hi")`.
    Items of a list are meant by the list's word."""
    node: Any = schema
    for word in words:
        node = node.get("items", node)["properties"][word]
        node = _referred(schema, node) | node
    return {**node, "$defs": schema["$defs"]}


def joined_path(parts: Iterable[str | int]) -> str:
    """A path as it is written in messages: ["organisations", 2, "code"] -> `organisations[2].code`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def _problems(schema: Mapping[str, Any], error: ValidationError) -> Iterator[Problem]:
    path, schema_path = list(error.absolute_path), list(error.absolute_schema_path)
    wanted: Any = error.validator_value
    group: Any = error.instance
    rules: Any = error.schema
    if error.validator == "required":
        for name in wanted:
            if name not in group:
                what = _description(schema, [*schema_path[:-1], "properties", name])
                message = format_lazy(_MISSING, what=what)
                yield Problem("missing_required", message, field=joined_path([*path, name]))
    elif error.validator == "additionalProperties":
        known = list(rules["properties"])
        for name in group:
            if name not in known:
                close = difflib.get_close_matches(name, known)
                message = format_lazy(_UNKNOWN_WORD, words=", ".join(close or known))
                yield Problem("unknown_word", message, field=joined_path([*path, name]), candidates=close)
    else:
        code = "no_such_date" if error.validator == "format" else "unreadable"
        message = format_lazy(_DOES_NOT_FIT, what=_description(schema, schema_path[:-1]))
        yield Problem(code, message, field=joined_path(path))


def _description(schema: Mapping[str, Any], schema_path: Iterable[str | int]) -> Localised:
    """The nearest description on the way to a place in the schema. The path names no references: they are followed."""
    node: Any = schema
    found = schema
    for step in schema_path:
        node = node[step]
        node = _referred(schema, node) | node
        if isinstance(node.get("description"), str):
            found = node
    return Localised(hi=found["description_hi"], en=found["description"])


def _referred(schema: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """What a node refers to in `$defs`; {} without a reference."""
    found: dict[str, Any] = schema["$defs"].get(str(node.get("$ref", "")).rpartition("/")[2], {})
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    group = dict(pairs)
    if len(group) < len(pairs):
        words = [word for word, _value in pairs]
        twice = next(word for word in words if words.count(word) > 1)
        raise Problem("unreadable", format_lazy(_TWICE, word=twice), field=twice)
    return group
