"""What a report is made of: parts in their order, each a message and the blocks under it, all in one language.

Page, PDF, DOCX, workbook and JSON draw these blocks and nothing else, so that all of them say the same. A block holds
what is to be seen (words, numbers, names); how it is drawn is the printer's. What has nothing to say is no block.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.results import Key
from jatan.kernel.periods import Period

# A number, or the words that stand in place of one ("few or none", "not yet counted").
type Cell = int | str
# A number over years, quarters or months, or by district or member: (label, number).
type Points = tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Words:
    """Somebody's own words, or sentences made from the figures by rule. `place`: where the house writes them; "" for
    sentences made by rule. Blank lines part paragraphs."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Figure:
    """One number. `label`: what it is; `unit`: of what, in the number's plural. `absence`: why it is no number.

    `before`: the number of the period compared with, "" where none is; `change`: the difference in words.
    `days`: the days over which it is counted, where they are not those of the report. `points`: the number over time.
    `key`: its indicator, None for what is none; `counted`: how it is counted. `named`: how many different people of
    these attendances are on record by name, as `unit` says too; None where that is not for these readers.
    """

    label: str
    unit: str
    number: Cell
    absence: Absence | None = None
    before: Cell = ""
    change: str = ""
    days: str = ""
    points: Points = ()
    key: Key | None = None
    counted: str = ""
    named: int | None = None


@dataclass(frozen=True)
class Figures:
    """At most six figures in large."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Lines:
    """Figures as a list, one below the other: the numbers of a part that are not drawn."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Behind:
    """Which of the rows of a report stand behind one line of it: those of an organisation, a district, a block or of
    some days; all of them None: no rows can be opened."""

    organisation: uuid.UUID | None = None
    district: uuid.UUID | None = None
    block: uuid.UUID | None = None
    days: Period | None = None


@dataclass(frozen=True)
class Bars:
    """One idea in bars that begin at nought: (label, number). `title` says the finding; `unit`: of what.

    `key`: the indicator that is laid side by side, None for none; then `behind` has the rows of each bar.
    """

    title: str
    unit: str
    bars: Points
    key: Key | None = None
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True)
class Series:
    """Small pictures side by side, each one number over time, all with the same steps of time."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Goal:
    """A target and what came of it; `says`: the honest sentence where it was missed, "" otherwise."""

    label: str
    unit: str
    target: int
    achieved: Cell
    says: str = ""


@dataclass(frozen=True)
class Goals:
    """Targets as bars with a mark."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class Shape:
    """A district on the map: its outline as an SVG path in the map's own units, where its name stands, its number."""

    code: str
    name: str
    path: str
    x: float
    y: float
    number: Cell


@dataclass(frozen=True)
class Way:
    """A way out: from a district of the map to a state outside it. `x`, `y`: where it ends on the map's edge."""

    start: str
    end: str
    amount: Cell
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """The districts shaded by one number, the ways out of them by weight. `size`: width and height in its own units."""

    title: str
    unit: str
    size: tuple[float, float]
    shapes: tuple[Shape, ...]
    ways: tuple[Way, ...]
    credit: str


@dataclass(frozen=True)
class Measure:
    """One measure of `Members`. `middle`: the network's middle one, None where it is not to be known."""

    label: str
    unit: str
    middle: int | None


@dataclass(frozen=True)
class Members:
    """The members side by side: one row each, at most five measures on a common scale each."""

    title: str
    measures: tuple[Measure, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Table:
    """A table of at most nine columns. `numbers`: which columns hold numbers; `total`: the last row, () without one.

    `keys`: the indicator of each row's last number, () where rows are no indicators.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[bool, ...]
    total: tuple[Cell, ...] = ()
    note: str = ""
    keys: tuple[Key | None, ...] = ()


@dataclass(frozen=True)
class Item:
    """A promise, a partner, a publication: a title and a line about it."""

    title: str
    about: str


@dataclass(frozen=True)
class Items:
    """Items under one another."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Story:
    """A story with a yes for this use, in her own words or the house's. `about`: of when, of what."""

    title: str
    text: str
    about: str


@dataclass(frozen=True)
class Photograph:
    """A photograph with a yes for this use. `id`: of the photograph's record; the printer reads the file itself."""

    id: uuid.UUID
    organisation: uuid.UUID
    caption: str
    credit: str
    day: dt.date | None


@dataclass(frozen=True)
class Photographs:
    """Photographs side by side."""

    photographs: tuple[Photograph, ...]


@dataclass(frozen=True)
class Strips:
    """How complete the registers are: one strip of months a member. A cell: True came, False did not, None not due."""

    title: str
    months: tuple[dt.date, ...]
    rows: tuple[tuple[str, tuple[bool | None, ...]], ...]


@dataclass(frozen=True)
class FrameLine:
    """One indicator of a grant's logframe, with what the house counts of it. `says`: an honest sentence where it was
    missed or is near, and the narrative of this line. `key`: its number, None for what is counted by hand; `days`: over
    which it is counted; `organisation`: the one whose rows it opens, None for those of several."""

    objective: str
    indicator: str
    unit: str
    baseline: Cell
    target: Cell
    achieved: Cell
    due: dt.date | None
    says: str = ""
    key: Key | None = None
    days: Period | None = None
    organisation: uuid.UUID | None = None


@dataclass(frozen=True)
class Frame:
    """The logframe of a grant, by objective."""

    lines: tuple[FrameLine, ...]


@dataclass(frozen=True)
class Note:
    """What a reader has to know of the numbers: how they are counted, what is not known."""

    text: str


type Block = (
    Words
    | Figures
    | Lines
    | Bars
    | Series
    | Goals
    | Map
    | Members
    | Table
    | Items
    | Story
    | Photographs
    | Strips
    | Frame
    | Note
)


@dataclass(frozen=True)
class Part:
    """One part of a report. `code`: of the list of parts; `title`: its message, a sentence made from the figures."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report in `language`. `subject`: the members, places or grant it is about; "" for the network.

    `members`: names for the cover. `about`: titles of the theme or audience, "" without. `address`: where its numbers
    open. `fingerprint`: of its figures, in short, so that two papers can be told apart.
    """

    language: str
    title: str
    network: str
    subject: str
    about: str
    members: tuple[str, ...]
    days: Period
    period: str
    compared: str
    parts: tuple[Part, ...]
    counted_at: dt.datetime | None
    address: str = ""
    fingerprint: str = ""
