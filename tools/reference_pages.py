"""The generated pages of docs/reference, and the script that folds names on a phone.

`./jatan docs --write` writes them and tests/house checks that they are current. Needs `django.setup()`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click
from django.apps import apps
from django.utils import translation

from jatan.cli.main import COMMANDS, LateGroup
from jatan.evidence.indicators.casework import CASEWORK
from jatan.evidence.indicators.definitions import INDICATORS, Indicator
from jatan.evidence.indicators.further_work import FURTHER_WORK
from jatan.evidence.indicators.loop import LOOP
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.db.privacy import PRIVACY_CLASSES, privacy_classes
from jatan.intake.registers.recognise.vocabulary.figure_ranges import figure_ranges
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.programme.cases.exchange.standard import field_places
from jatan.runtime import versions
from jatan.settings.options import options_table
from tools import house_picture, measurements_page, network_page

LANDED = "tests/house/landed_migrations.txt"
_ROOT = Path(__file__).resolve().parents[1]
_MADE = "*Written from the code by `./jatan docs --write`. Do not edit by hand.*"
_REACH = {
    Level.OWN: "own",
    Level.GROUP: "group",
    Level.PLACE: "place",
    Level.ORGANISATION: "organisation",
    Level.NETWORK: "network",
    Level.COUNTS: "counts",
    Level.COUNTS_NETWORK: "counts (network)",
}


def options() -> str:
    """docs/reference/options.md: every environment variable."""
    head = "# Options\n\nEvery option is an environment variable. `./jatan options` shows the present values.\n\n"
    return head + options_table()


def permissions() -> str:
    """docs/reference/permissions.md: permission × role -> reach."""
    roles = [role for role in Role if role.value in dict(Role.assignable())]
    inner = [role for role in Role if role not in roles]
    parts = [
        "# Who may what",
        _MADE,
        "Reach: *own* (rows she recorded or is assigned) < *group* (her forum, its present members and their journeys; "
        "new rows in its block) < *place* (her blocks) < *organisation* < *network*. "
        "*Counts* are numbers without rows. A dash means no. Postings add up: whoever holds two roles holds both "
        "columns, each in its own organisation.",
        "## People",
        _grid(roles),
        "## The system's own roles",
        "The importer acts for the coordinator who started it, the machine recounts. Nobody can be posted as either.",
        _grid(inner),
    ]
    return _page(parts)


def indicators() -> str:
    """docs/reference/indicators.md: every published number and its definition."""
    head = ("code", "English", "हिंदी", "values", "how it is counted")
    published, annex, further = (
        [_indicator(one) for one in table] for table in (INDICATORS, LOOP + CASEWORK, FURTHER_WORK)
    )
    intro = "The codes are those of `./jatan report impact --format json`, in the order in which they are published."
    beside = (
        "Under `annex` in the same file: the safe-migration loop, beside the published table and changing none of its "
        "numbers. `open_now` in it is a state and no count of a period: the missed contacts that stand on each step of "
        "the ladder at the moment of asking, null for who may not open the rows."
    )
    rounded = (
        "Values marked * count persons. Who may not open the rows gets them by whole months that are over, from a "
        "snapshot taken once a month, rounded to 5 for each member and district, and exact only for the whole network "
        "and a whole financial year where that finds nobody. Sums of money, stages and outcomes of cases are given for "
        "network and year alone, money from ten persons up. What is not given is null. The file lists under `rounded` "
        "which numbers are rounded, and says so in `notes`. Why: [decision 20](../adr/0020-counts-of-persons.md)."
    )
    annexed = ("## Annex", beside, _table(head, annex), "## Further work", _table(head, further))
    return _page(["# Indicators", _MADE, intro, rounded, _table(head, published), *annexed])


def _indicator(one: Indicator) -> tuple[str, ...]:
    values = ", ".join(f"`{value.name}`{'*' if value.counts == 'persons' else ''}" for value in one.values)
    return f"`{one.code}`", one.label.en, one.label.hi, values, one.counted.en


def privacy() -> str:
    """docs/reference/privacy.md: privacy class of each field of the tables that say it."""
    parts = [
        "# What each field gives away",
        _MADE,
        "*Open*: says nothing about a person by itself. *Shared*: names officials and reporters, and every member "
        "reads it. *Personal*: leaves its organisation only as a count; whoever reaches the row through the "
        "network, such as the secretariat, is not shown it. *Sealed*: "
        "readable only with a key. Organisation, place and times of recording are on every row.",
    ]
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        of_all, family = getattr(model, "PRIVACY", ""), getattr(model, "FAMILY", "")
        classes = privacy_classes(model)
        is_of_one = set(classes.values()) == {of_all}
        if classes and (family or not is_of_one):
            text = f"- {of_all}: every field" if is_of_one else _classes(classes)
            parts += [f"## {model._meta.label}", *([f"Wall: `{family}`"] if family else []), text]
    return _page(parts)


def commands() -> str:
    """docs/reference/commands.md: the help text of every command."""
    parts = ["# Commands", _MADE, "Every command is `./jatan WORD`; `--help` after any of them says the same."]
    group = LateGroup(name="jatan")
    context = click.Context(group, info_name="./jatan")
    for name, entry in COMMANDS.items():
        command = group.get_command(context, name)
        parts += [f"## {name}", entry.help]
        parts += [f"```text\n{text}\n```" for text in _helps(command, click.Context(group, info_name="./jatan"), name)]
    return _page(parts)


def figure_bounds() -> str:
    """docs/reference/figure-ranges.md: the plausible range of each figure of each register."""
    intro = (
        "A figure outside its range waits until somebody says that it is right "
        "([how](../how-to/import-registers.md)); 0 and an empty cell are not checked, nor is a total that is the sum "
        "of checked parts. Above three times the largest figure that the office has recorded in the same register and "
        "column a figure waits as well, once there are fifty; up to the figure in the last column it does not. Where "
        "each bound comes from is written beside it in "
        "`src/jatan/intake/registers/recognise/vocabulary/figure_ranges.toml`."
    )
    rows = (
        (f"`{kind}`", f"`{column}`", f"{usual.smallest:,}", f"{usual.largest:,}", f"{usual.never_compared:,}")
        for kind in kinds()
        for column, usual in figure_ranges(kind).items()
    )
    return _page(
        [
            "# Plausible figures of registers",
            _MADE,
            intro,
            _table(("register", "column", "from", "to", "never asked up to"), rows),
        ]
    )


def network_file() -> str:
    """docs/reference/network-file.md: network file and answers of `jatan init`."""
    parts = [part if isinstance(part, str) else _table(*part) for part in network_page.parts()]
    return _page(["# Network file and first answers", _MADE, *parts])


def fields_of_the_standard() -> str:
    """docs/reference/htcds-fields.md: each field of HTCDS, the questions that fill it, or why there are none."""
    places = field_places()
    with_place = sum(1 for place in places if place.questions)
    intro = (
        f"Of the {len(places)} fields of HTCDS 2.0 a case file can fill {with_place}; the others have a reason. "
        "*Taken in* says whether a value of another house becomes an answer of ours; one that does not is kept as "
        "received, shown beside the file and told again unchanged."
    )
    rows = [
        (
            f"`{place.name}`",
            _codes(place.questions.split()) if "." in place.questions else place.questions,
            "yes" if place.is_taken_in else "no",
            place.reason,
        )
        for place in places
    ]
    return _page(["# Fields of the common standard", _MADE, intro, _table(("field", "where", "taken in", "why"), rows)])


def landed_migrations() -> str:
    """tests/house/landed_migrations.txt: what stands there, and every migration of the tree. Nothing goes."""
    path = _ROOT / LANDED
    landed = set(path.read_text("utf-8").split()) if path.exists() else set()
    landed |= {f"{label}.{name}" for label, name in versions.migrations()}
    return "".join(f"{name}\n" for name in sorted(landed))


PAGES: Mapping[str, Callable[[], str]] = {
    "ARCHITECTURE.md": house_picture.architecture,
    "docs/reference/htcds-fields.md": fields_of_the_standard,
    "docs/reference/options.md": options,
    "docs/reference/figure-ranges.md": figure_bounds,
    "docs/reference/permissions.md": permissions,
    "docs/reference/indicators.md": indicators,
    "docs/reference/privacy.md": privacy,
    "docs/reference/commands.md": commands,
    "docs/reference/network-file.md": network_file,
    "docs/reference/bench.md": measurements_page.measurements,
    LANDED: landed_migrations,
}


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _grid(roles: list[Role]) -> str:
    with translation.override("en"):
        head = ("permission", *(str(role.label) for role in roles))
        rows = [
            (f"{permission.label} (`{permission.value}`)", *(_cell(role, permission) for role in roles))
            for permission in Permission
        ]
    return _table(head, rows)


def _cell(role: Role, permission: Permission) -> str:
    return " + ".join(_REACH[level] for level in TABLE[role].get(permission, ())) or "–"


def _classes(classes: Mapping[str, str]) -> str:
    lines = []
    for name in PRIVACY_CLASSES:
        if fields := [field for field, privacy_class in classes.items() if privacy_class == name]:
            lines.append(f"- {name}: {_codes(fields)}")
    return "\n".join(lines)


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _helps(command: click.Command | None, parent: click.Context, name: str) -> Iterator[str]:
    if command is None:
        return
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    yield command.get_help(context).strip()
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            yield from _helps(command.get_command(context, word), context, word)
