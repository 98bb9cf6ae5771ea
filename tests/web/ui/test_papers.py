"""Every address that answers with a file which the house makes is made apart from pages, or says here why not."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jatan.kernel.ids import new_id
from jatan.web.body_refusals import ENVIRON_KEY, BodyRefusalMiddleware, Refusal
from jatan.web.ui.papers import is_paper

SENDS = {"send_file", "send_open_file"}
QUICK = "one page, and somebody stands beside it"
# {module of the view: why its files are made where pages are}.
IN_PLACE = {
    "jatan.web.cases": "keys are open in as few processes as can be",
    "jatan.web.journeys.passes": QUICK,
    "jatan.web.letters": QUICK,
    "jatan.web.training": QUICK,
    "jatan.web.landmarks": "a list of points, written in milliseconds",
    "jatan.web.ledger.heads": "a line for each ledger, written in milliseconds",
    "jatan.web.public.account": "a list of released totals, written in milliseconds; nobody is signed in",
    "jatan.web.registers.blank": "the page and its file share one address",
}


def test_every_made_file_is_made_apart() -> None:
    found = {view for view in views() if sends_file(view)}
    assert len(found) > 15
    left = [
        f"{view.__module__}.{view.__name__}"
        for view in found
        if not hasattr(view, "paper_method") and not view.__module__.startswith(tuple(IN_PLACE))
    ]
    assert left == []


def test_every_paper_is_for_signed_in_users() -> None:
    """The web server asks for the session before it begins the process (`runtime/asgi.py`)."""
    assert [view.__name__ for view in views() if hasattr(view, "paper_method") and not hasattr(view, "needs")] == []


def test_addresses_are_known_by_method() -> None:
    assert is_paper("GET", reverse("studio_file", args=["pdf"]))
    assert is_paper("GET", reverse("study_workbook", args=[new_id()]))
    assert is_paper("HEAD", reverse("studio_file", args=["pdf"])), "the view makes the whole paper"
    assert not is_paper("HEAD", "/people/export/")
    assert not is_paper("POST", reverse("studio_file", args=["pdf"]))
    assert is_paper("POST", "/people/export/")
    assert not is_paper("GET", "/people/export/"), "it asks for the purpose"
    for path in ("/", "/h/", "/reports/", "/reports/impact/file/pdf/", "/no/such/file/pdf/", "//reports/file/pdf/"):
        assert not is_paper("GET", path)


def test_who_waits_sees_a_page_that_asks_again() -> None:
    middleware = BodyRefusalMiddleware(lambda _request: Client().get("/h/"))
    request = RequestFactory().get("/reports/file/pdf/", **{ENVIRON_KEY: Refusal.PAPERS_WAIT})
    answer: Any = middleware(request)
    assert answer.status_code == 202
    assert int(answer.headers["Refresh"]) > 0
    assert "Content-Disposition" not in answer.headers
    assert "बारी" in answer.content.decode()
    assert "<script" not in answer.content.decode().split("<body")[1]


def views() -> Iterator[Any]:
    todo: list[Any] = [*get_resolver().url_patterns]
    while todo:
        one = todo.pop()
        if isinstance(one, URLResolver):
            todo += one.url_patterns
        elif isinstance(one, URLPattern) and one.callback.__module__.startswith("jatan.web"):
            yield one.callback


def sends_file(view: Any) -> bool:
    """Whether the view, or a function of its module that it calls, answers with a file."""
    inner = inspect.unwrap(view)
    module = inspect.getmodule(inner)
    assert isinstance(module, ModuleType)
    functions = {
        one.name: one for one in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(one, ast.FunctionDef)
    }
    called, todo = set[str](), [ast.parse(textwrap.dedent(inspect.getsource(inner)))]
    while todo:
        node: Any = todo.pop()
        names = {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
        todo += [functions[name] for name in names - called if name in functions]
        called |= names
    return bool(called & SENDS)
