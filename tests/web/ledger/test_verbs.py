"""Every verb that is written into the ledger has words in both languages; labels of columns are translated."""

import ast
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

import jatan
from jatan.programme.activities.events import ACTIVITY_LINKED
from jatan.programme.people.models import Person
from jatan.web.ledger.verbs import VERBS, verb_words
from jatan.web.people import review
from jatan.web.ui.records.columns import display_fields
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

ROOT = Path(jatan.__file__).parent
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs_in_source() -> set[str]:
    """The constants of modules of events, those that kinds of records name, and the verbs of the acts on access, keys
    and the network.
    """
    paths = [*ROOT.rglob("*events.py"), *(ROOT / "foundation" / "access").glob("*.py")]
    found = {
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value)
    }
    return {text for text in found if not is_other(text)} | verbs_of_kinds()


def verbs_of_kinds() -> set[str]:
    """What stands as `recorded=`, `amended=` or `withdrawn=` of an `OrdinaryKind`."""
    named = (
        keyword
        for path in (ROOT / "programme").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in ("recorded", "amended", "withdrawn") and isinstance(keyword.value, ast.Constant)
    )
    return {text for keyword in named if isinstance(text := keyword.value.value, str)}  # type: ignore[attr-defined]


def is_other(text: str) -> bool:
    """Labels of tables, settings of the database session and answers of `init` look alike."""
    prefix, _dot, name = text.partition(".")
    is_table = prefix in {app.label for app in apps.get_app_configs()} and name in {
        model._meta.model_name for model in apps.get_app_config(prefix).get_models()
    }
    return is_table or prefix in {"jatan", "administrator"} or text == "second_person.email"


def test_every_verb_has_words_and_every_word_a_verb() -> None:
    found = verbs_in_source()
    assert len(found) > 140
    assert found - set(VERBS) == set(), "write their words into web/ledger/verbs.py"
    assert set(VERBS) - found == set()


def test_words_are_hindi_and_english_and_told_apart() -> None:
    for verb, words in VERBS.items():
        assert re.search("[\u0900-\u097f]", words.hi), verb
        assert words.en.isascii(), verb
    assert len({words.hi for words in VERBS.values()}) == len(VERBS)
    assert len({words.en for words in VERBS.values()}) == len(VERBS)


@pytest.mark.parametrize(("language", "words"), [("hi", "बैठक को समूह से जोड़ा"), ("en", "activity linked to a group")])
def test_words_follow_the_reader(language: str, words: str) -> None:
    with override(language):
        assert verb_words(ACTIVITY_LINKED) == words
        assert verb_words("later.verb") == "later.verb"


@pytest.mark.django_db
def test_auditor_reads_acts_in_words(cast: Cast, browser: Browser, as_: Any) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    page = browser("auditor").get(f"/ledger/{cast.gumla.pk}/")
    text = page.content.decode()
    assert "बैठक या कार्यक्रम दर्ज किया" in text
    for row in page.context["lines"]:
        words = f"{row['verb']} {row['about']} {row['rows']}"
        assert re.search("[\u0900-\u097f]", words)
        assert not VERB.search(words), words
    # Codes stand below only, folded.
    main = text.partition("<main")[2]
    assert not VERB.search(re.sub(r"<[^>]*>", "", main.partition("कोड में")[0]))
    assert row["code"] in main.partition("कोड में")[2]


def test_a_column_without_a_translated_label_is_refused() -> None:
    with pytest.raises(ValueError, match="translated"):
        display_fields(Person, "recorded_at")


@pytest.mark.parametrize("language", ["hi", "en"])
def test_labels_on_the_page_of_duplicates_are_in_the_readers_language(language: str) -> None:
    with override(language):
        labels = [str(field.label) for fields in vars(review).values() if isinstance(fields, tuple) for field in fields]
    assert labels
    assert all(bool(re.search("[\u0900-\u097f]", label)) is (language == "hi") for label in labels), labels
