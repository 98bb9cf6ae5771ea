"""The picture of the house in ARCHITECTURE.md: ten rooms, and arrows drawn from the imports of the tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- rooms: written by ./jatan docs --write -->\n", "<!-- end of rooms -->"
_IMPORT = re.compile(r"^(?:from|import) jatan\.(\w+)(?:\.(\w+))?", re.MULTILINE)


@dataclass(frozen=True)
class Room:
    """Some folders of src/jatan that are one idea to whoever comes in. `folders`: floors, or rooms of a floor."""

    code: str
    name: str
    folders: str
    what: str
    begin: str  # where to begin to read


ROOMS = (
    Room("run", "running the house", "settings runtime cli demo", "starts, checks, saves and restores an installation; "
         "the synthetic network", "src/jatan/cli/main.py"),
    Room("pages", "pages", "web", "what a browser and a phone show; one folder a feature, `ui` shared by all",
         "src/jatan/web/ui/needs.py"),
    Room("doors", "other doors", "intake", "what comes in besides pages: workbooks, the field book, texts, calls, "
         "lists of villages", "src/jatan/intake/registers/run.py"),
    Room("numbers", "numbers", "evidence", "what is counted, and the reports, maps and papers that go out",
         "src/jatan/evidence/indicators/definitions.py"),
    Room("work", "everyday work", "", "groups, meetings, issues, schemes, allies, materials, trainings, projects: "
         "every other folder of `programme`", "src/jatan/programme/activities/services.py"),
    Room("loop", "the safe-migration loop",
         "programme.journeys programme.safeguarding programme.agents programme.flows",
         "who leaves, whether they are heard from, who comes home", "src/jatan/programme/flows/departures.py"),
    Room("cases", "sealed cases", "programme.cases", "files of survivors: entries, the law's days, what leaves a file",
         "src/jatan/programme/cases/file/entry_store.py"),
    Room("people", "people and places of the work", "programme.people programme.villages programme.landmarks "
         "programme.laws", "persons, their consents, what villages are called",
         "src/jatan/programme/people/services.py"),
    Room("foundation", "foundation", "foundation", "organisations, accounts, permissions, walls, ledger, vault",
         "src/jatan/foundation/access/acts.py"),
    Room("kernel", "kernel", "kernel", "days, numbers, ids, problems, characters: no tables",
         "src/jatan/kernel/clock.py"),
)  # fmt: skip


def architecture() -> str:
    """ARCHITECTURE.md with the part between the marks made anew."""
    before, begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _made, end, after = rest.partition(END)
    return f"{before}{begin}\n{picture(arrows())}\n\n{rooms()}\n\n{end}{after}"


def picture(found: Mapping[tuple[str, str], int]) -> str:
    """The rooms as a Mermaid chart. An arrow that a way over another room implies is left out."""
    lines = ["```mermaid", "flowchart TB"]
    lines += [f'    {room.code}["{number}. {room.name}"]' for number, room in enumerate(ROOMS, 1)]
    lines += [
        f"    {one} --> {other}" for one, other in sorted(found, key=_order) if not _is_implied(one, other, found)
    ]
    return "\n".join([*lines, "```"])


def rooms() -> str:
    """The ten rooms as a table."""
    rows = ["| | room | folders | what it is | begin with |", "|---|---|---|---|---|"]
    for number, room in enumerate(ROOMS, 1):
        names = [f"`{folder.replace('.', '/')}`" for folder in room.folders.split()]
        folders = " ".join(names) or "the rest of `programme`"
        rows.append(f"| {number} | {room.name} | {folders} | {room.what} | `{room.begin}` |")
    return "\n".join(rows)


@cache
def arrows() -> Mapping[tuple[str, str], int]:
    """(importing room, imported room) -> number of imports."""
    found: dict[tuple[str, str], int] = {}
    for path in sorted((ROOT / "src" / "jatan").rglob("*.py")):
        parts = path.relative_to(ROOT / "src" / "jatan").with_suffix("").parts
        if len(parts) < 2 or "migrations" in parts:
            continue
        one = room_of(parts[0], parts[1])
        for floor, part in _IMPORT.findall(path.read_text("utf-8")):
            other = room_of(floor, part)
            if one != other:
                found[one, other] = found.get((one, other), 0) + 1
    return found


def room_of(floor: str, part: str) -> str:
    """The room of a module, by the first two names below `jatan`."""
    for room in ROOMS:
        if {floor, f"{floor}.{part}"} & set(room.folders.split()):
            return room.code
    if floor == "programme":
        return "work"
    raise LookupError(f"jatan.{floor} belongs to no room: tools/house_picture.py")


def _is_implied(one: str, other: str, found: Mapping[tuple[str, str], int]) -> bool:
    between = (room.code for room in ROOMS)
    return any(
        (one, way) in found and (way, other) in found and (way, one) not in found and (other, way) not in found
        for way in between
    )


def _order(arrow: tuple[str, str]) -> tuple[int, int]:
    codes = [room.code for room in ROOMS]
    return codes.index(arrow[0]), codes.index(arrow[1])
