"""What the page of a record says, read from its HTML: links, labels with their values, and the order of its pieces."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["PageParts", "page_parts"]

_VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "source", "wbr"}


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


class PageParts(HTMLParser):
    """`links`: (href, text) inside <main>; `doors`: href of links and action of forms that change something;
    `labels`: (label, value) of every list of facts; `pieces`: ids and classes in their order; `texts`: what stands
    outside any link.
    """

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.doors: list[str] = []
        self.labels: list[tuple[str, str]] = []
        self.pieces: list[str] = []
        self.texts: list[str] = []
        self._open: list[_Open] = []
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self._in_main or tag == "main":
            self.pieces += [attributes["id"]] if attributes.get("id") else []
            self.pieces += attributes.get("class", "").split()
            if tag == "form" and attributes.get("method") == "post":
                self.doors.append(attributes.get("action", ""))
        if tag not in _VOID:
            self._open.append(_Open(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self._open):
            return
        while self._open:
            closed = self._open.pop()
            text = " ".join("".join(closed.text).split())
            if self._open:
                self._open[-1].text += closed.text
            self._close(closed, text)
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        self._open[-1].text.append(data)
        if self._in_main and not any(one.tag == "a" for one in self._open) and data.strip():
            self.texts.append(data)

    def _close(self, closed: _Open, text: str) -> None:
        if closed.tag == "a" and self._in_main:
            self.links.append((closed.attributes.get("href", ""), text))
            self.doors.append(closed.attributes.get("href", ""))
        elif closed.tag == "dt":
            self._label = text
        elif closed.tag == "dd":
            self.labels.append((self._label, text))

    @property
    def _in_main(self) -> bool:
        return any(one.tag == "main" for one in self._open)

    @property
    def hrefs(self) -> set[str]:
        """The addresses of all links."""
        return {href for href, _text in self.links}


def page_parts(html: str) -> PageParts:
    """The parts of one page."""
    found = PageParts()
    found.feed(html)
    found.close()
    return found
