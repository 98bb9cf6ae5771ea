"""A file that a page answers with has one maker: type by its ending, name as a header that every browser reads."""

import io

import pytest

from jatan.web.ui.downloads import send_file, send_open_file
from tests.house.source import modules

_MAKER = "src/jatan/web/ui/downloads.py"
# Papers of a sealed file go out in pieces, with headers of their own; drafts only read the header.
_OTHERS = {"src/jatan/web/cases/papers.py", "src/jatan/web/drafts.py"}


@pytest.mark.parametrize(
    ("name", "is_shown", "kind", "header"),
    [
        ("days.ics", False, "text/calendar; charset=utf-8", 'attachment; filename="days.ics"'),
        ("pass.pdf", True, "application/pdf", 'inline; filename="pass.pdf"'),
        (
            "सूची.xlsx",
            False,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename*=",
        ),
    ],
)
def test_a_file_has_its_type_and_its_name(name: str, is_shown: bool, kind: str, header: str) -> None:
    answer = send_file(b"x", name, is_shown=is_shown)
    assert (answer.content, answer["Content-Type"]) == (b"x", kind)
    assert answer["Content-Disposition"].startswith(header)


def test_an_open_file_goes_out_in_pieces() -> None:
    answer = send_open_file(io.BytesIO(b"x"), "rows.xlsx")
    assert b"".join(answer.streaming_content) == b"x"  # type: ignore[arg-type]
    assert answer["Content-Disposition"] == 'attachment; filename="rows.xlsx"'


def test_an_ending_that_no_page_answers_with_is_a_fault() -> None:
    with pytest.raises(KeyError):
        send_file(b"x", "x.exe")


def test_no_page_makes_a_file_by_itself() -> None:
    web = [source for source in modules() if source.name.startswith("src/jatan/web/")]
    assert {one.name for one in web if "Content-Disposition" in one.text} == {_MAKER, *_OTHERS}
    assert [one.name for one in modules() if "spreadsheetml.sheet" in one.text] == [_MAKER]
    options = "src/jatan/kernel/workbook_options.py"
    assert [one.name for one in modules() if "strings_to_formulas" in one.text] == [options]
