"""`jatan init`: a house begun from a file or at the terminal, and what it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from jatan.cli import init
from jatan.cli.opened_house import problems_shown
from jatan.foundation.access.house_setup import EXAMPLE_ANSWERS
from jatan.foundation.access.models import Account
from jatan.foundation.access.selectors import invited_account
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.kernel.json_documents import read_json

pytestmark = pytest.mark.django_db
_LINK = re.compile(r"(\S+)/invitation/([A-Za-z0-9_-]+)/$", re.MULTILINE)
# Wrong answers stand before right ones; an empty line takes what is proposed.
_TYPED = """झारखंड नेटवर्क
Jharkhand Network
y
gum la
gum
गुमला संस्था
Gumla society
Gumlah
Gumla, ३४२
बैठक
१, 3
01-04-2021
२०२१-०४-०१
y
GUM
khu
खूँटी संस्था
Khunti society
606


n
सुरेश
suresh@
suresh@example.org
मालती
SURESH@example.org
malti
nowhere
https://jatan.example.org
"""


@click.command()
@click.argument("file", required=False, type=Path)
@click.option("--address", default="")
def in_open_house(file: Path | None, address: str) -> None:
    """`jatan init` past the start of the house, which these tests stand in already."""
    with problems_shown():
        init.begin(None if file is None else read_json(file), address)


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(in_open_house, list(words), input=typed)


def written(tmp_path: Path, answers: Any) -> str:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return str(path)


def links(result: Result) -> list[tuple[str, str]]:
    """(address, name of the account that the token invites) of every link that was printed."""
    found = [(address, invited_account(token)) for address, token in _LINK.findall(result.stdout)]
    return [(address, account.email if account else "") for address, account in found]


def test_a_file_of_answers_begins_a_house_and_prints_one_link_for_each_person(tmp_path: Path) -> None:
    result = run(written(tmp_path, EXAMPLE_ANSWERS))
    assert result.exit_code == 0, result.output
    address = "https://jatan.example.org"
    assert links(result) == [(address, "suresh@example.org"), (address, "malti@example.org")]
    assert "./jatan run" in result.stdout
    assert {"आगे यह करें", "What comes next"} <= set(re.findall(r"आगे यह करें|What comes next", result.stdout))


def test_the_template_is_a_file_that_begins_a_house(tmp_path: Path) -> None:
    template = CliRunner().invoke(init.init_command, ["--template"])
    path = tmp_path / "answers.json"
    path.write_text(template.stdout, encoding="utf-8")
    assert not Organisation.objects.exists()
    assert run(str(path)).exit_code == 0
    assert members().count() == 2


def test_the_address_of_the_command_comes_before_that_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, EXAMPLE_ANSWERS)
    result = run(path, "--address", "http://localhost:8123/")
    assert [address for address, _email in links(result)] == ["http://localhost:8123"] * 2


def test_without_any_address_the_links_open_on_this_machine(tmp_path: Path) -> None:
    without = {name: part for name, part in EXAMPLE_ANSWERS.items() if name != "address"}
    result = run(written(tmp_path, without))
    assert {address for address, _email in links(result)} == {"http://localhost:8000"}


def test_a_wrong_file_is_refused_with_path_and_remedy_in_both_languages(tmp_path: Path) -> None:
    answers = json.loads(json.dumps(EXAMPLE_ANSWERS))
    answers["network"]["organisations"][1]["districts"] = ["Atlantis"]
    result = run(written(tmp_path, answers))
    assert result.exit_code != 0
    assert "network.organisations[1].districts[0]:" in result.stderr
    assert "No district is called Atlantis" in result.stderr
    assert "Atlantis नाम का कोई ज़िला नहीं मिला" in result.stderr
    assert not Organisation.objects.exists()


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text("{", encoding="utf-8")
    result = run(str(path))
    assert result.exit_code != 0
    assert "line 1" in result.stderr
    assert run(str(tmp_path / "nowhere.json")).exit_code == 1


def test_a_second_run_says_that_the_house_has_begun_and_prints_no_link(tmp_path: Path) -> None:
    path = written(tmp_path, EXAMPLE_ANSWERS)
    run(path)
    for typed in ("", _TYPED):
        result = run(*([] if typed else [path]), typed=typed)
        assert result.exit_code == 1
        assert "has begun already" in result.stderr
        assert "पहले ही शुरू" in result.stderr
        assert links(result) == []
    assert Account.objects.count() == 2


def test_questions_at_the_terminal_are_asked_again_until_the_answer_fits() -> None:
    result = run(typed=_TYPED + "y\n")
    assert result.exit_code == 0, result.output
    address = "https://jatan.example.org"
    assert links(result) == [(address, "suresh@example.org"), (address, "malti")]
    found = {
        row.code: (sorted(one.district.lgd_code or 0 for one in row.districts.all()), str(row.member_since))
        for row in members().prefetch_related("districts__district")
    }
    assert found == {"GUM": ([331, 342], "2021-04-01"), "KHU": ([606], "None")}
    assert "Another organisation has this code" in result.stdout
    assert "The second person is somebody else" in result.stdout
    assert "क्या इसी तरह शुरू करें" in result.stdout


@pytest.mark.parametrize("none", ["", "[]"], ids=["an empty line", "brackets as in the file"])
def test_a_member_whose_districts_are_not_known_yet_is_entered_without(none: str) -> None:
    """Before: the question named `[]` as the answer, and `[]` was refused as a district's name."""
    result = run(typed=_TYPED.replace("\n606\n", f"\n{none}\n") + "y\n")
    assert result.exit_code == 0, result.output
    assert not members().get(code="KHU").districts.exists()


@pytest.mark.parametrize("end", ["n\n", ""], ids=["no", "end of input"])
def test_nothing_is_written_without_a_yes(end: str) -> None:
    result = run(typed=_TYPED + end)
    assert result.exit_code == 1
    assert links(result) == []
    assert not Organisation.objects.exists()
    assert not Account.objects.exists()
