"""GET requests never write: PostgreSQL refuses it, and no view bypasses that."""

from collections.abc import Iterable

from tests.house.source import Source, modules

# A phone and a kept call for help bring no cookie either: one is signed, the other may come from anybody.
# A gateway brings no cookie, so there is nothing to forge: it proves itself by a secret in a header. The upload of
# papers puts its sealer in front before the form is read, and asks for the token right behind it.
DOORS = {
    "src/jatan/web/public/sms/views.py: csrf_exempt",
    "src/jatan/web/cases/upload.py: csrf_exempt",
    "src/jatan/web/fieldbook/device_door.py: csrf_exempt",
    "src/jatan/web/public/help/views.py: csrf_exempt",
}


def escapes(sources: Iterable[Source]) -> list[str]:
    """Modules of pages that open the owner's database or leave the walls by themselves."""
    words = ('using("owner")', "connections[", "read_only=False", "transaction_read_only", "csrf_exempt")
    return [
        f"{source.name}: {word}"
        for source in sources
        if source.name.startswith("src/jatan/web/") and not source.name.startswith("src/jatan/demo/")
        for word in words
        if word in source.text
    ]


def test_no_view_bypasses_row_security() -> None:
    assert set(escapes(modules())) == DOORS


def test_a_view_that_does_would_be_found() -> None:
    planted = Source("src/jatan/web/people/x.py", 'Person.objects.using("owner")\nacting_as(by, read_only=False)')
    assert escapes([planted]) == [
        'src/jatan/web/people/x.py: using("owner")',
        "src/jatan/web/people/x.py: read_only=False",
    ]
