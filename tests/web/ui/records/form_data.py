"""The POST data a browser sends when a form is submitted unchanged."""

from html.parser import HTMLParser

type Sent = dict[str, list[str]]


class _Form(HTMLParser):
    """Collects the successful controls of the one form of class "form", as HTML defines them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self._inside = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._inside = has.get("class") == "form"
        if not self._inside:
            return
        name = has.get("name") or ""
        if tag == "input" and name:
            self._input(name, has)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((has.get("value") or "", "selected" in has))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select is not None:
            chosen = [value for value, is_selected in self._options if is_selected]
            self.sent[self._select] = chosen or [value for value, _selected in self._options[:1]]
            self._select = None
        elif tag == "textarea" and self._area is not None:
            # The first newline is markup, and a browser sends every line end as CR LF.
            text = self._text.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
            self.sent[self._area], self._area = [text], None

    def _input(self, name: str, has: dict[str, str | None]) -> None:
        kind = has.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in has:
                self.sent.setdefault(name, []).append(str(has.get("value", "on") or ""))
        elif kind not in ("file", "submit"):
            self.sent[name] = [has.get("value") or ""]


def sent_by(page: str) -> Sent:
    """{name: values} of the record form on this page, without the CSRF token."""
    form = _Form()
    form.feed(page)
    form.sent.pop("csrfmiddlewaretoken", None)
    return form.sent
