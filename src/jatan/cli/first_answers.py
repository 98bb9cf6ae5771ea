"""The questions of `jatan init` at the terminal, in Hindi and English, each answer checked before the next question.

What belongs into an answer is said by the same schemas that check a file of answers.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import click
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.cli.invitation_links import pages_address
from jatan.foundation.access.house_setup import SAME_PERSON, SCHEMA, clean_address
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.foundation.network.network_file import SCHEMA as NETWORK
from jatan.foundation.network.network_file import Districts
from jatan.foundation.network.rooms import CLOSABLE, FIRST_ROOMS
from jatan.kernel.json_documents import schema_at, schema_problems
from jatan.kernel.localised import Localised
from jatan.kernel.problems import Message, Problem, Problems, raise_any
from jatan.kernel.text.digits import ascii_digits
from jatan.runtime.bilingual import in_both, problem_text

_FIRST_MEMBER: Final = _("Enter a member organisation now? More can be added later, on the page of organisations.")
_ANOTHER_MEMBER: Final = _("One more member organisation?")
_TAKEN: Final = _("Another organisation has this code.")
_SEVERAL: Final = _("Several districts: with commas between them.")
_OPTIONAL: Final = _("Not known, or not needed: press Enter.")
_ROOMS: Final = _("What does the office do? Write the numbers. The other rooms can be opened later, by one press:")
_NO_ROOMS: Final = _("Write numbers of this list, with commas between them.")
_FIRST: Final = ", ".join(str(number) for number, room in enumerate(CLOSABLE, start=1) if room in FIRST_ROOMS)
_BEGIN: Final = _("Begin the house like this?")
_NOTHING_WRITTEN: Final = _("Nothing was written.")


def ask_first_answers(address: str) -> dict[str, Any]:
    """Ask for network, members, two people and, unless it is given, the address; show everything and ask for a yes.

    Raises ClickException after a no.
    """
    _show_heading(schema_at(NETWORK, "network"))
    network = {word: _ask_word(NETWORK, "network", word) for word in ("name_hi", "name_en")}
    members: list[dict[str, Any]] = []
    while click.confirm(in_both(_ANOTHER_MEMBER if members else _FIRST_MEMBER), default=not members):
        members.append(_ask_member({member["code"] for member in members}))
    answers: dict[str, Any] = {"network": {"network": network, "organisations": members}}
    answers["administrator"] = _ask_person("administrator", other="")
    answers["second_person"] = _ask_person("second_person", other=answers["administrator"]["email"])
    answers["address"] = address or _ask(_what(SCHEMA, "address"), clean_address, default=pages_address())
    _show_summary(answers)
    if not click.confirm(in_both(_BEGIN), default=True):
        raise click.ClickException(in_both(_NOTHING_WRITTEN))
    return answers


def _ask_member(taken: set[str]) -> dict[str, Any]:
    _show_heading(NETWORK["properties"]["organisations"]["items"])
    member: dict[str, Any] = {
        "code": _ask(_what(NETWORK, "organisations", "code"), lambda text: _checked_code(text, taken))
    }
    member |= {word: _ask_word(NETWORK, "organisations", word) for word in ("name_hi", "name_en")}
    question = format_lazy("{} {} {}", _what(NETWORK, "organisations", "districts"), _SEVERAL, _OPTIONAL)
    member["districts"] = _ask(question, _checked_districts, default="")
    member["rooms"] = _ask(_rooms_question(), _checked_rooms, default=_FIRST)
    question = format_lazy("{} {}", _what(NETWORK, "organisations", "member_since"), _OPTIONAL)
    if since := _ask(question, lambda text: text and _checked(ascii_digits(text), "member_since"), default=""):
        member["member_since"] = since
    return member


def _ask_person(key: str, *, other: str) -> dict[str, str]:
    _show_heading(schema_at(SCHEMA, key))
    name = _ask_word(SCHEMA, key, "name")
    return {"name": name, "email": _ask(_what(SCHEMA, key, "email"), lambda text: _checked_name(text, other))}


def _ask_word(schema: Mapping[str, Any], *words: str) -> str:
    """The answer for one text of a schema."""

    def check(text: str) -> str:
        raise_any(schema_problems(schema_at(schema, *words), text))
        return text

    return str(_ask(_what(schema, *words), check))


def _ask[T](question: Message, check: Callable[[str], T], *, default: str | None = None) -> T:
    """Ask until `check` raises no Problem; what it raises is shown."""
    while True:
        click.echo(f"\n{in_both(question)}")
        answer = click.prompt("", default=default, show_default=bool(default), prompt_suffix="> ")
        try:
            return check(str(answer).strip())
        except (Problem, Problems) as problem:
            click.secho(problem_text(problem), bold=True)


def _checked(text: str, word: str) -> str:
    raise_any(schema_problems(schema_at(NETWORK, "organisations", word), text))
    return text


def _checked_code(text: str, taken: set[str]) -> str:
    code = _checked(ascii_digits(text).upper(), "code")
    if code in taken:
        raise Problem("taken", _TAKEN)
    return code


def _checked_districts(text: str) -> list[int | str]:
    """LGD codes of the districts named in a line; none for an empty one, or for `[]` as in the file."""
    places = [Districts().find(part) for part in text.removeprefix("[]").replace("،", ",").split(",") if part.strip()]
    return [place.lgd_code or place.name_en for place in dict.fromkeys(places)]


def _rooms_question() -> Message:
    rooms = [format_lazy("\n  {} {}", number, room.label) for number, room in enumerate(CLOSABLE, start=1)]
    return format_lazy("{}" * (len(rooms) + 1), _ROOMS, *rooms)


def _checked_rooms(text: str) -> list[str]:
    """Codes of the rooms numbered in a line."""
    numbers = {part for part in ascii_digits(text).replace(",", " ").split() if part}
    known = {str(number): room.value for number, room in enumerate(CLOSABLE, start=1)}
    if not numbers or numbers - set(known):
        raise Problem("unreadable", _NO_ROOMS)
    return [code for number, code in known.items() if number in numbers]


def _checked_name(text: str, other: str) -> str:
    """A sign-in name that is not the `other` person's."""
    name = clean_sign_in_name(text)
    if name == other:
        raise Problem("taken", SAME_PERSON)
    return name


def _what(schema: Mapping[str, Any], *words: str) -> Message:
    return _description(schema_at(schema, *words))


def _description(node: Mapping[str, Any]) -> Message:
    return format_lazy("{}", Localised(hi=node["description_hi"], en=node["description"]))


def _show_heading(node: Mapping[str, Any]) -> None:
    click.secho(f"\n— {in_both(_description(node), between=' / ')}", bold=True)


def _show_summary(answers: Mapping[str, Any]) -> None:
    network, known = answers["network"]["network"], Districts()
    click.echo(f"\n{network['name_hi']} / {network['name_en']}")
    for member in answers["network"]["organisations"]:
        districts = ", ".join(known.find(written).name_hi for written in member["districts"])
        since = member.get("member_since", "–")
        click.echo(f"  {member['code']}  {member['name_hi']} / {member['name_en']}  ({districts})  {since}")
    for key, role in (("administrator", Role.ADMINISTRATOR), ("second_person", Role.SECRETARIAT)):
        click.echo(f"  {in_both(role.label, between=' / ')}: {answers[key]['name']}, {answers[key]['email']}")
    click.echo(f"  {answers['address']}\n")
