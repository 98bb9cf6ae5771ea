"""Charts drawn by the server as SVG: no script, a kilobyte or two, shaped by the browser's own Hindi.

Shapes carry classes, never colours or inline styles (the page's policy forbids them). `with_text=False` leaves out
every letter: a PDF sets its own labels, because Hindi inside an SVG is mis-set there. The caller always shows the
table of the same numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString

from jatan.kernel.numbers import grouped

__all__ = ["Point", "Points", "bars", "columns", "line", "shares", "sparkline"]

type Words = str | Promise

_WIDTH = 480
_MONTH_TICKS = 6


@dataclass(frozen=True)
class Point:
    """One label and its number; `number` None is a suppressed one: drawn hatched, read as "<5". `url` opens rows."""

    label: Words
    number: int | None
    url: str = ""


type Points = Sequence[Point] | Sequence[tuple[Words, int | None]]


def bars(
    points: Points, *, title: Words = "", summary: Words = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """Horizontal bars, label above each bar so that long Hindi names fit on a phone. Height grows by the row."""
    rows = _points(points)
    most = max((point.number or 0 for point in rows), default=0) or 1
    row, room = (44, 92) if with_text else (20, 0)
    parts: list[str] = []
    for place, point in enumerate(rows):
        top = place * row
        y = top + (22 if with_text else 4)
        width = _WIDTH - room
        length = round((point.number or 0) / most * width, 1)
        shape = f'<rect class="track" x="0" y="{y}" width="{width}" height="14" rx="3"/>'
        if point.number is None:
            shape += f'<rect class="hatch" x="1" y="{y + 1}" width="40" height="12" rx="3"/>'
        elif length:
            shape += f'<rect class="c1" x="0" y="{y}" width="{max(length, 2)}" height="14" rx="3"/>'
        if with_text:
            shape += f'<text x="0" y="{top + 15}">{escape(point.label)}</text>'
            shape += f'<text class="value" x="{_WIDTH}" y="{y + 12}" text-anchor="end">{_shown(point, devanagari)}</text>'
        parts.append(_linked(shape, point))
    return _svg(parts, _WIDTH, max(len(rows) * row, 1), title, summary)


def columns(
    points: Points, *, title: Words = "", summary: Words = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """Columns side by side: a run of months or quarters; at most a handful of labels underneath."""
    rows = _points(points)
    frame = _Frame(rows, devanagari, with_text)
    parts = frame.rules()
    for place, point in enumerate(rows):
        height = frame.height(point.number)
        x, wide = frame.left + place * frame.step + frame.step * 0.14, frame.step * 0.72
        shape = f'<title>{escape(point.label)}: {_shown(point, devanagari)}</title>' if with_text else ""
        if point.number is None:
            shape += f'<rect class="hatch" x="{x:.1f}" y="{frame.floor - 10}" width="{wide:.1f}" height="10"/>'
        elif height:
            shape += f'<rect class="c1" x="{x:.1f}" y="{frame.floor - height:.1f}" width="{wide:.1f}" height="{height:.1f}" rx="1.5"/>'
        parts.append(_linked(f"<g>{shape}</g>", point))
    return _svg([*parts, *frame.labels(rows)], _WIDTH, frame.full, title, summary)


def line(
    points: Points, *, title: Words = "", summary: Words = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """A line over time with a quiet area under it. A suppressed number leaves a gap."""
    rows = _points(points)
    frame = _Frame(rows, devanagari, with_text)
    runs: list[list[str]] = [[]]
    for place, point in enumerate(rows):
        if point.number is None:
            runs.append([])
            continue
        x = frame.left + (place + 0.5) * frame.step
        runs[-1].append(f"{x:.1f} {frame.floor - frame.height(point.number):.1f}")
    parts = frame.rules()
    for run in filter(None, runs):
        first, last = run[0].split()[0], run[-1].split()[0]
        parts.append(f'<path class="area" d="M{first} {frame.floor}L{"L".join(run)}L{last} {frame.floor}Z"/>')
        parts.append(f'<path class="c1 line" d="M{"L".join(run)}"/>')
    return _svg([*parts, *frame.labels(rows)], _WIDTH, frame.full, title, summary)


def shares(
    points: Points, *, title: Words = "", summary: Words = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """One bar cut into at most six parts (what is more belongs in a table), with its key as HTML beneath."""
    rows = _points(points)[:6]
    whole = sum(point.number or 0 for point in rows) or 1
    x, parts, key = 0.0, [], []
    for place, point in enumerate(rows, start=1):
        width = (point.number or 0) / whole * _WIDTH
        if width:
            parts.append(f'<rect class="c{place}" x="{x:.1f}" y="0" width="{max(width - 1.5, 1):.1f}" height="32"/>')
        x += width
        swatch = f'<svg viewBox="0 0 14 14" aria-hidden="true"><rect class="c{place}" width="14" height="14" rx="2"/></svg>'
        key.append(f"<li>{swatch}{escape(point.label)} <b>{_shown(point, devanagari)}</b></li>")
    picture = _svg(parts, _WIDTH, 32, title, summary)
    return SafeString(f'{picture}<ul class="key">{"".join(key)}</ul>') if with_text else picture


def sparkline(values: Iterable[int], *, title: Words = "") -> SafeString:
    """The shape alone, 160 x 40, last point marked."""
    numbers = list(values) or [0]
    most, step = max(*numbers, 1), 150 / max(len(numbers) - 1, 1)
    path = [f"{5 + place * step:.1f} {35 - number / most * 30:.1f}" for place, number in enumerate(numbers)]
    x, y = path[-1].split()
    parts = [
        f'<path class="area" d="M5 38L{"L".join(path)}L{x} 38Z"/>',
        f'<path class="c1 line" d="M{"L".join(path)}"/>',
        f'<circle class="c1" cx="{x}" cy="{y}" r="3.5"/>',
    ]
    return _svg(parts, 160, 40, title, "", "chart sparkline")


class _Frame:
    """The ruled paper under columns and lines: a round top value, three rules, a few labels."""

    def __init__(self, rows: Sequence[Point], devanagari: bool, with_text: bool) -> None:
        self.devanagari, self.with_text = devanagari, with_text
        self.top = round_up(max((point.number or 0 for point in rows), default=0))
        self.left = 52 if with_text else 0
        self.floor = 172
        self.full = 200 if with_text else 174
        self.step = (_WIDTH - self.left) / max(len(rows), 1)

    def height(self, number: int | None) -> float:
        return (number or 0) / self.top * 156

    def rules(self) -> list[str]:
        parts = []
        for share in (0, 0.5, 1):
            y = self.floor - 156 * share
            kind = "rule" if share else "base"
            parts.append(f'<line class="{kind}" x1="{self.left}" y1="{y:g}" x2="{_WIDTH}" y2="{y:g}"/>')
            if self.with_text:
                value = grouped(round(self.top * share), self.devanagari)
                parts.append(f'<text class="axis" x="{self.left - 8}" y="{y + 4:g}" text-anchor="end">{value}</text>')
        return parts

    def labels(self, rows: Sequence[Point]) -> list[str]:
        if not self.with_text:
            return []
        every = max(1, -(-len(rows) // _MONTH_TICKS))
        return [
            f'<text class="axis" x="{self.left + (place + 0.5) * self.step:.1f}" y="192" text-anchor="middle">'
            f"{escape(point.label)}</text>"
            for place, point in enumerate(rows)
            if place % every == 0
        ]


def round_up(number: int) -> int:
    """The next value that reads well at the top of an axis and halves to a whole number."""
    scale = 1
    while True:
        for step in (2, 4, 6, 8, 10, 12, 16):
            if step * scale >= number:
                return step * scale
        scale *= 10


def _points(points: Points) -> list[Point]:
    return [point if isinstance(point, Point) else Point(point[0], point[1]) for point in points]


def _shown(point: Point, devanagari: bool) -> str:
    if point.number is None:
        return "&lt;५" if devanagari else "&lt;5"
    return grouped(point.number, devanagari)


def _linked(shape: str, point: Point) -> str:
    return f'<a href="{escape(point.url)}">{shape}</a>' if point.url else shape


def _svg(
    parts: Sequence[str], width: float, height: float, title: Words, summary: Words, css: str = "chart"
) -> SafeString:
    body = "".join(parts)
    # Links inside role="img" cannot be reached by a screen reader.
    role = ' aria-hidden="true"' if not title else ' role="group"' if "<a " in body else ' role="img"'
    head = f"<title>{escape(title)}</title>" if title else ""
    head += f"<desc>{escape(summary)}</desc>" if summary else ""
    box = f'viewBox="0 0 {width:g} {height:g}"'
    return SafeString(f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" {box}{role}>{head}{body}</svg>')
