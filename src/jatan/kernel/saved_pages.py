"""Web pages that somebody saved with a browser (HTML, or MHTML of a telephone): only their readable text is kept.

A saved page holds scripts, frames and addresses of others; opened again it could do anything. Its text does not.
"""

import email
import email.policy
import re
from html.parser import HTMLParser
from typing import Final

from jatan.kernel.text.invisible import without_controls

_LONGEST: Final = 200_000  # characters
_HTML = re.compile(
    rb"^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.{0,200}?-->\s*)?<(!doctype\s+html|html)\b", re.I | re.S
)
_MHTML = re.compile(rb"^(From: <Saved by|MIME-Version:|Content-Type: multipart/related|Subject:|Snapshot-)", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,20})", re.I)
_UNREAD: Final = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object"})
_LINES: Final = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "td"}
)


def is_saved_page(head: bytes) -> bool:
    """True if a file that begins with `head` (some hundred bytes) is a saved web page."""
    return bool(_HTML.match(head)) or (bool(_MHTML.match(head)) and b"multipart/related" in head.lower())


def readable_text(content: bytes) -> str:
    """The title and text of a saved page, a line for each paragraph; "" when there is none."""
    markup = _markup(content)
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in without_controls("".join(reader.parts), "\n").split("\n"))
    return "\n".join(line for line in lines if line)[:_LONGEST]


class _Reader(HTMLParser):
    """Collects text; the title, and nothing else, is read from the head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unread += tag in _UNREAD
        self._in_title = tag == "title"
        if tag == "body":
            self._unread = 0  # a head that is never closed hides no body
        if tag in _LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD and self._unread:
            self._unread -= 1
        if tag == "title":
            self._in_title = False
            self.parts.append("\n")
        if tag in _LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title or not self._unread:
            self.parts.append(data)


def _markup(content: bytes) -> str:
    if not _MHTML.match(content[:512]):
        return _decoded(content)
    letter = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in letter.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _decoded(payload, part.get_content_charset() or "")
    return ""


def _decoded(markup: bytes, charset: str = "") -> str:
    found = _CHARSET.search(markup[:2048])
    name = charset or (found[1].decode("ascii") if found else "utf-8")
    try:
        return markup.decode(name, "replace")
    except LookupError:
        return markup.decode("utf-8", "replace")
