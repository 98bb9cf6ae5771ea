"""Collect everything a run leaves outside the records: log lines, URLs, titles, headers, tasks, events, texts."""

import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.test import Client
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.intake.messaging.models import OutMessage
from jatan.runtime.logs import PrivacyFormatter
from tests.web.whole_loop.seeds import found_in

_LINKS = re.compile(r'\b(?:href|src|action|formaction|hx-[a-z-]+|data-(?:url|src|href))="([^"]*)"')
_TITLES = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
# tel: links are not requests: the number goes to the telephone app and is not kept.
_DIALS = "tel:"


class Witness:
    """Records all responses of its clients, and all log lines inside `listening`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.urls: list[str] = []
        self.titles: list[str] = []
        self.headers: list[str] = []
        self.sent: list[str] = []

    def record(self, path: str, answer: Any) -> None:
        """Record one request and its response."""
        self.urls.append(path)
        self.headers += [f"{name}: {value}" for name, value in answer.headers.items()]
        self.headers += [morsel.OutputString() for morsel in answer.cookies.values()]
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            page = answer.content.decode()
            self.urls += links_of(page)
            self.titles += _TITLES.findall(page)

    def traces(self) -> dict[str, list[str]]:
        """All traces by kind. Texts are read both from the outbox and as the gateway got them."""
        with acting_as(machine_for(list(Organisation.objects.values_list("id", flat=True)))):
            return {
                "lines of logs": self.lines,
                "addresses": self.urls,
                "titles": self.titles,
                "headers": self.headers,
                "tasks": [_as_json(row) for row in DBTaskResult.objects.all()],
                "events": [_as_json(row) for row in Event.objects.all()],
                "texts": [*OutMessage.objects.values_list("text", flat=True), *self.sent],
            }

    def leaks(self) -> dict[str, list[str]]:
        """The traces that contain a seed, by kind; empty if there is no leak."""
        found = {kind: found_in(dict.fromkeys(traces)) for kind, traces in self.traces().items()}
        return {kind: seeds for kind, seeds in found.items() if seeds}


class WatchedClient(Client):
    """A test client whose requests and responses are recorded by a Witness."""

    def __init__(self, witness: Witness, **more: Any) -> None:
        super().__init__(raise_request_exception=False, **more)
        self._witness = witness

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        query = request.get("QUERY_STRING", "")
        self._witness.record(f"{request['PATH_INFO']}?{query}" if query else str(request["PATH_INFO"]), answer)
        return answer


def links_of(page: str) -> list[str]:
    """All links of a page except tel: links."""
    return [link for link in _LINKS.findall(page) if not link.startswith(_DIALS)]


@contextmanager
def listening(witness: Witness) -> Iterator[None]:
    """Record the lines of all loggers at DEBUG, in the product's format, with tracebacks."""
    root, handler = logging.getLogger(), _Lines(witness.lines)
    known = [logger for logger in root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    before = [(logger, logger.level, logger.propagate, logger.disabled) for logger in (root, *known)]
    for logger in known:
        logger.level, logger.propagate, logger.disabled = logging.NOTSET, True, False
    root.setLevel(logging.DEBUG)
    others, root.handlers = root.handlers, [handler]
    root.manager._clear_cache()  # type: ignore[attr-defined]  # levels were set past setLevel
    try:
        yield
    finally:
        root.handlers = others
        for logger, level, propagate, disabled in before:
            logger.level, logger.propagate, logger.disabled = level, propagate, disabled
        root.manager._clear_cache()  # type: ignore[attr-defined]


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(PrivacyFormatter("%(levelname)s %(name)s %(message)s"))
        self._kept = lines

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._kept.append(self.format(record))
        except Exception:
            self._kept.append(traceback.format_exc())
            raise


def _as_json(row: Model) -> str:
    """All columns of a row as JSON, except binary ones."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    encoder = DjangoJSONEncoder(ensure_ascii=False, default=None)
    return encoder.encode({name: value for name, value in values.items() if not isinstance(value, bytes | memoryview)})
