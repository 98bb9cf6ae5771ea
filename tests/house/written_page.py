"""What is wrong with the HTML of a page as it was sent, as a validator reads it."""

import re
from collections import Counter
from html.parser import HTMLParser

__all__ = ["WrittenPage"]

_HEADING = re.compile(r"h([1-6])")
# A day, a month, or a moment with at most three figures after the second.
_MOMENT = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?)?")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Of which a missing end is filled in by every browser in the same way.
_MAY_STAY_OPEN = {"li", "p", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot"}
_NO_BLOCKS_INSIDE = {"p", "h1", "h2", "h3", "h4", "button", "label", "summary"}
_BLOCKS = {"div", "p", "ul", "ol", "dl", "table", "form", "section", "fieldset", "details", "h1", "h2", "h3", "h4"}
_OWN_CONTENT = {"svg", "math"}


class WrittenPage(HTMLParser):
    """Reads one page; `faults` says what no validator would let pass, `title` what stands on the tab."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.title = ""
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._level = 1  # the menu stands before the heading of the page
        self.feed(page)
        self.close()
        self.faults += [f"id {name} stands {count} times" for name, count in self._ids.items() if count > 1]
        self.faults += [f"<{tag}> is never closed" for tag in self._open if tag not in _MAY_STAY_OPEN]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _value in attrs)
        self.faults += [f"<{tag}> has {name} {count} times" for name, count in names.items() if count > 1]
        values = dict(attrs)
        if values.get("id") is not None:
            self._ids[str(values["id"])] += 1
        if tag == "form" and values.get("action") == "":
            self.faults.append('<form> has action=""')
        if tag == "time" and not _MOMENT.fullmatch(values.get("datetime") or ""):
            self.faults.append(f"<time> says {values.get('datetime')}")
        if found := _HEADING.fullmatch(tag):
            self._heading(int(found[1]))
        self._nested(tag)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] != tag and self._open[-1] in _MAY_STAY_OPEN:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self._open[-2:] == ["head", "title"]:
            self.title += data

    def _heading(self, level: int) -> None:
        if level > self._level + 1:
            self.faults.append(f"h{level} follows h{self._level}")
        self._level = level

    def _nested(self, tag: str) -> None:
        parent = self._open[-1] if self._open else ""
        if tag in _BLOCKS and parent in _NO_BLOCKS_INSIDE and not (parent == "summary" and _HEADING.fullmatch(tag)):
            self.faults.append(f"<{tag}> inside <{parent}>")
        if tag in {"ul", "ol"} and parent in {"ul", "ol"}:
            self.faults.append(f"<{tag}> inside <{parent}>")
        if tag == "a" and "a" in self._open and not _OWN_CONTENT & set(self._open):
            self.faults.append("a link inside a link")
