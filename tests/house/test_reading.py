"""Answering GET never writes: PostgreSQL refuses it, and no view turns that off."""

from collections.abc import Iterable

from tests.house.source import Source, modules


def escapes(sources: Iterable[Source]) -> list[str]:
    """Modules of pages that open the owner's database or leave the walls by themselves."""
    words = ('using("owner")', "connections[", "read_only=False", "transaction_read_only", "csrf_exempt")
    return [
        f"{source.name}: {word}"
        for source in sources
        if source.name.startswith("src/jatan/web/") and not source.name.startswith("src/jatan/web/demo/")
        for word in words
        if word in source.text
    ]


def test_no_page_leaves_the_walls() -> None:
    assert escapes(modules()) == []


def test_a_page_that_leaves_them_is_seen() -> None:
    planted = Source("src/jatan/web/staff/x.py", 'Person.objects.using("owner")\nacting_as(by, read_only=False)')
    assert escapes([planted]) == [
        'src/jatan/web/staff/x.py: using("owner")',
        "src/jatan/web/staff/x.py: read_only=False",
    ]
