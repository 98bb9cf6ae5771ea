"""Charts as SVG rendered on the server: no script, one or two kilobytes, text shaped by the browser.

Shapes carry classes, never colours or inline styles (the Content-Security-Policy forbids them). `with_text=False`
leaves out all text: a PDF sets its own labels, because Hindi inside an SVG is shaped wrongly there. The caller always
shows the table of the same numbers too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from jatan.kernel.numbers import format_integer
from jatan.web.ui.components.words import Text

_WIDTH = 480
_MONTH_TICKS, _NARROW_TICKS = 5, 3


@dataclass(frozen=True)
class Point:
    """One label and its number. `number` None: none is given, drawn hatched and written as `words`, "–" without any.
    `url` leads to the rows."""

    label: Text
    number: int | None
    url: str = ""
    words: Text = ""


type Points = Sequence[Point | tuple[Text, int | None]]


def bars(
    points: Points, *, title: Text = "", summary: Text = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """Horizontal bars, label above each bar so that long Hindi names fit on a phone. Height grows with the rows."""
    rows = _points(points)
    paper = _Paper(with_text, devanagari)
    most = max((point.number or 0 for point in rows), default=0) or 1
    row, down, wide = (44, 22, 390) if with_text else (20, 4, _WIDTH)
    parts: list[str] = []
    for place, point in enumerate(rows):
        y = place * row + down
        length = (point.number or 0) / most * wide
        # What is not known has no bar at all: a short one, or an empty track, would be read as nought.
        shape = (
            paper.rect("hatch", 1, y + 1, wide - 2, 12) if point.number is None else paper.rect("track", 0, y, wide, 14)
        )
        if length:
            shape += paper.rect("c1", 0, y, max(length, 2), 14)
        shape += paper.text("", 0, y - 7, point.label, "start")
        shape += paper.text("value", _WIDTH, y + 12, paper.number(point), "end")
        parts.append(_with_link(shape, point))
    return paper.svg(parts, max(len(rows) * row, 1), title, summary)


def columns(
    points: Points, *, title: Text = "", summary: Text = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """Columns side by side for a series of months or quarters, with at most five labels underneath."""
    rows = _points(points)
    frame = _Frame(rows, _Paper(with_text, devanagari))
    parts = frame.rules()
    for place, point in enumerate(rows):
        height = frame.height(point.number)
        x, wide = frame.left + place * frame.step + frame.step * 0.14, frame.step * 0.72
        shape = f"<title>{escape(point.label)}: {escape(frame.paper.number(point))}</title>" if with_text else ""
        if point.number is None:
            shape += frame.paper.rect("hatch", x, frame.floor - 156, wide, 156)
        elif height:
            shape += frame.paper.rect("c1", x, frame.floor - height, wide, height)
        parts.append(_with_link(f"<g>{shape}</g>", point))
    return frame.paper.svg([*parts, *frame.labels(rows)], frame.full, title, summary)


def line(
    points: Points, *, title: Text = "", summary: Text = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """A line over time with a filled area under it. A number that is not given leaves a gap."""
    rows = _points(points)
    frame = _Frame(rows, _Paper(with_text, devanagari))
    runs: list[list[str]] = [[]]
    for place, point in enumerate(rows):
        if point.number is None:
            runs.append([])
        else:
            x = frame.left + (place + 0.5) * frame.step
            runs[-1].append(f"{x:.1f} {frame.floor - frame.height(point.number):.1f}")
    drawn = ""
    for run in filter(None, runs):
        first, last = run[0].split()[0], run[-1].split()[0]
        drawn += f'<path class="area" d="M{first} {frame.floor}L{"L".join(run)}L{last} {frame.floor}Z"/>'
        drawn += f'<path class="c1 line" d="M{"L".join(run)}"/>'
    # A path cannot use percentages: it is put into a nested SVG that stretches with the page.
    box = f'viewBox="0 0 {_WIDTH} {frame.full}" preserveAspectRatio="none"'
    sheet = f'<svg x="0" y="0" width="{frame.paper.across(_WIDTH)}" height="{frame.full}" {box}>{drawn}</svg>'
    return frame.paper.svg([*frame.rules(), sheet, *frame.labels(rows)], frame.full, title, summary)


def shares(
    points: Points, *, title: Text = "", summary: Text = "", devanagari: bool = False, with_text: bool = True
) -> SafeString:
    """One bar divided into at most six parts (more belong in a table), with its legend as HTML beneath."""
    rows = _points(points)[:6]
    paper = _Paper(with_text, devanagari)
    whole = sum(point.number or 0 for point in rows) or 1
    x, parts, key = 0.0, [], []
    for place, point in enumerate(rows, start=1):
        width = (point.number or 0) / whole * _WIDTH
        if width:
            parts.append(paper.rect(f"c{place}", x, 0, max(width - 1.5, 1), 32))
        x += width
        swatch = f'<rect class="c{place}" width="14" height="14" rx="2"/>'
        swatch = f'<svg viewBox="0 0 14 14" aria-hidden="true">{swatch}</svg>'
        key.append(f"<li>{swatch}{escape(point.label)} <b>{escape(paper.number(point))}</b></li>")
    picture = paper.svg(parts, 32, title, summary)
    return SafeString(f'{picture}<ul class="key">{"".join(key)}</ul>') if with_text else picture


def sparkline(values: Iterable[int], *, title: Text = "") -> SafeString:
    """A line without axes, 240 x 40 units, last point marked."""
    numbers = list(values) or [0]
    most, step = max(*numbers, 1), 230 / max(len(numbers) - 1, 1)
    path = [f"{5 + place * step:.1f} {35 - number / most * 30:.1f}" for place, number in enumerate(numbers)]
    x, y = path[-1].split()
    parts = [
        f'<path class="area" d="M5 38L{"L".join(path)}L{x} 38Z"/>',
        f'<path class="c1 line" d="M{"L".join(path)}"/>',
        f'<circle class="c1" cx="{x}" cy="{y}" r="3.5"/>',
    ]
    return _svg(parts, 'viewBox="0 0 240 40"', title, "", "chart sparkline")


class _Paper:
    """Drawing area 480 units wide. With text it stretches to the page (positions become percentages, so that letters
    keep their size on every screen); without, it is a fixed drawing for a PDF."""

    def __init__(self, with_text: bool, devanagari: bool) -> None:
        self.with_text, self.devanagari = with_text, devanagari

    def across(self, units: float) -> str:
        return f"{units / _WIDTH * 100:.2f}%" if self.with_text else f"{units:.1f}"

    def rect(self, css: str, x: float, y: float, width: float, height: float) -> str:
        place = f'x="{self.across(x)}" y="{y:.1f}" width="{self.across(width)}" height="{height:.1f}"'
        return f'<rect class="{css}" {place} rx="2"/>'

    def text(self, css: str, x: float, y: float, words: Text, anchor: str) -> str:
        if not self.with_text:
            return ""
        return f'<text class="{css}" x="{self.across(x)}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'

    def number(self, point: Point) -> str:
        if point.number is None:
            return str(point.words or "–")
        return format_integer(point.number, self.devanagari)

    def svg(self, parts: Sequence[str], height: float, title: Text, summary: Text) -> SafeString:
        size = f'width="100%" height="{height:g}"' if self.with_text else f'viewBox="0 0 {_WIDTH} {height:g}"'
        return _svg(parts, size, title, summary)


class _Frame:
    """Axes of columns and lines: a round top value, three horizontal rules, a few labels."""

    floor = 172

    def __init__(self, rows: Sequence[Point], paper: _Paper) -> None:
        self.paper = paper
        self.top = round_up(max((point.number or 0 for point in rows), default=0))
        self.left = 68 if paper.with_text else 0
        self.full = 200 if paper.with_text else 174
        self.step = (_WIDTH - self.left) / max(len(rows), 1)

    def height(self, number: int | None) -> float:
        return (number or 0) / self.top * 156

    def rules(self) -> list[str]:
        parts = []
        for share in (0, 0.5, 1):
            y, kind = self.floor - 156 * share, "rule" if share else "base"
            ends = f'x1="{self.paper.across(self.left)}" x2="{self.paper.across(_WIDTH)}"'
            parts.append(f'<line class="{kind}" {ends} y1="{y:g}" y2="{y:g}"/>')
            value = format_integer(round(self.top * share), self.paper.devanagari)
            parts.append(self.paper.text("axis", self.left - 10, y + 4, value, "end"))
        return parts

    def labels(self, rows: Sequence[Point]) -> list[str]:
        """At most five labels; every second one has class `between` and is hidden on small screens."""
        every = max(1, -(-len(rows) // _MONTH_TICKS))
        kinds = ("axis", "axis between") if len(rows) > _NARROW_TICKS else ("axis", "axis")
        return [
            self.paper.text(kinds[number % 2], self.left + (place + 0.5) * self.step, 194, rows[place].label, "middle")
            for number, place in enumerate(range(0, len(rows), every))
        ]


def round_up(number: int) -> int:
    """The next round value for the top of an axis, such that half of it is a whole number."""
    scale = 1
    while True:
        for step in (2, 4, 6, 8, 10, 12, 16):
            if step * scale >= number:
                return step * scale
        scale *= 10


def _points(points: Points) -> list[Point]:
    return [point if isinstance(point, Point) else Point(point[0], point[1]) for point in points]


def _with_link(shape: str, point: Point) -> str:
    return f'<a href="{escape(point.url)}">{shape}</a>' if point.url else shape


def _svg(parts: Sequence[str], size: str, title: Text, summary: Text, css: str = "chart") -> SafeString:
    body = "".join(parts)
    # A screen reader cannot reach links inside role="img".
    role = ' aria-hidden="true"' if not title else ' role="group"' if "<a " in body else ' role="img"'
    head = f"<title>{escape(title)}</title>" if title else ""
    head += f"<desc>{escape(summary)}</desc>" if summary else ""
    return SafeString(f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" {size}{role}>{head}{body}</svg>')
