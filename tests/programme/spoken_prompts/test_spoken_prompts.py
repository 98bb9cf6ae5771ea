"""Recordings of questions: kept by those who publish material, whole versions, read by phones of the right office."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem, Problems
from jatan.programme.spoken_prompts import events
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.selectors import (
    ADDRESS_DIGITS,
    Spoken,
    find_recording,
    prompts_in,
    prompts_on_phone,
    recorded_by_language,
    spoken_for_everybody,
    spoken_now,
)
from jatan.programme.spoken_prompts.services import LARGEST, PROMPT, confirm_prompt, keep_prompt
from tests.cast import Cast
from tests.programme.spoken_prompts.builders import ASKED, CODE, OGG, a_prompt, command

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]

NEWER = OGG + b"newer"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:ADDRESS_DIGITS]


def in_the_network(cast: Cast, **answers: Any) -> dict[str, Any]:
    return {"organisation": cast.network.id, **answers}


def test_a_recording_is_kept_with_its_words_and_without_the_name_of_its_file(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_prompt(by, cast)
        kept = SpokenPrompt.objects.get(pk=row.pk)
        assert (kept.code, kept.language, kept.asked, kept.text) == (CODE, "sat", ASKED, "ᱧᱩᱛᱩᱢ")
        assert (kept.format, kept.file_size, kept.file_digest) == ("ogg", len(OGG), hashlib.sha256(OGG).hexdigest())
        assert kept.recorded_by == by.account_id
        assert not kept.is_placeholder
        assert not any("सीता" in str(value) for value in vars(kept).values())
        event = Event.objects.filter(organisation_id=cast.gumla.id).latest("sequence")
        assert (event.verb, event.about) == (events.PROMPT_RECORDED, row.pk)


def test_a_newer_recording_replaces_the_former_one_which_stays_with_its_file(cast: Cast, as_: As, media: Path) -> None:
    with as_("coordinator") as by:
        former = a_prompt(by, cast)
        newer = a_prompt(by, cast, NEWER)
        former.refresh_from_db()
        assert former.withdrawn_at is not None
        assert former.withdrawn_by == by.account_id
        assert (media / former.file).read_bytes() == OGG
        assert [row.pk for row in SpokenPrompt.objects.live()] == [newer.pk]
        assert Event.objects.filter(organisation_id=cast.gumla.id, verb=events.PROMPT_RECORDED).count() == 2
        with pytest.raises(SpokenPrompt.DoesNotExist):
            find_recording(CODE, "sat", digest(OGG))
        assert find_recording(CODE, "sat", digest(NEWER)).pk == newer.pk


def test_other_words_keep_the_recording_and_their_history(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_prompt(by, cast)
        same = a_prompt(by, cast, None, text="ᱟᱢᱟᱜ ᱧᱩᱛᱩᱢ")
        assert same.pk == row.pk
        assert prompts_in(by, cast.gumla.id, "sat")[CODE].words == "ᱟᱢᱟᱜ ᱧᱩᱛᱩᱢ"
        revision = Revision.objects.get(about=row.pk)
        assert revision.before == {"text": "ᱧᱩᱛᱩᱢ"}


def test_words_alone_are_kept_and_a_recording_comes_to_them(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        words = a_prompt(by, cast, None)
        assert prompts_in(by, cast.gumla.id, "sat")[CODE].heard is None
        assert prompts_on_phone(cast.gumla.id) == {}
        a_prompt(by, cast)
        words.refresh_from_db()
        assert words.withdrawn_at is not None
        assert prompts_on_phone(cast.gumla.id) == {CODE: {"sat": digest(OGG)}}


@pytest.mark.parametrize(
    ("answers", "content", "field"),
    [
        ({"language": "en"}, OGG, "language"),
        ({"language": "fr"}, OGG, "language"),
        ({"code": "../secret"}, OGG, "code"),
        ({"code": ""}, OGG, "code"),
        ({"text": ""}, None, "upload"),
        ({}, b"<html><script>alert(1)</script>", "upload"),
        ({}, b"#!AMR\n" + b"\0" * 20, "upload"),
        ({}, b"%PDF-1.7", "upload"),
        ({}, b"OggS" + b"\0" * LARGEST, "upload"),
    ],
)
def test_what_cannot_be_played_or_is_not_asked_is_refused(
    cast: Cast, as_: As, media: Path, answers: dict[str, Any], content: bytes | None, field: str
) -> None:
    with as_("coordinator") as by:
        with pytest.raises((Problem, Problems)) as raised:
            a_prompt(by, cast, content, **answers)
        assert {problem.field for problem in raised.value.problems} == {field}
        assert not SpokenPrompt.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_tags_of_a_telephone_are_taken_out(cast: Cast, as_: As, media: Path) -> None:
    tag = b"ID3\x04\0\0\0\0\0\x10" + b"Recorded at Ekka"
    with as_("coordinator") as by:
        row = a_prompt(by, cast, tag + b"\xff\xfb\x90\0" + b"\0" * 40)
    assert b"Ekka" not in (media / row.file).read_bytes()


@pytest.mark.parametrize(
    "part", ["field_worker", "desk_operator", "counsellor", "researcher", "auditor", "khunti_coordinator"]
)
def test_others_cannot_record_for_this_office(cast: Cast, as_: As, media: Path, part: str) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        a_prompt(by, cast)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_phones_of_a_member_play_its_own_recording_before_that_of_the_network(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        a_prompt(by, cast, NEWER, **in_the_network(cast))
        a_prompt(by, cast, NEWER, **in_the_network(cast, language="hoc"))
        a_prompt(by, cast, None, **in_the_network(cast, language="kru"))
    with as_("coordinator") as by:
        a_prompt(by, cast)
        assert recorded_by_language(by, cast.gumla.id) == {"sat": 1, "hoc": 1}
    assert prompts_on_phone(cast.gumla.id) == {CODE: {"sat": digest(OGG), "hoc": digest(NEWER)}}
    assert prompts_on_phone(cast.khunti.id) == {CODE: {"sat": digest(NEWER), "hoc": digest(NEWER)}}
    assert {code: row.file_digest[:16] for code, row in spoken_for_everybody("sat").items()} == {CODE: digest(NEWER)}


def test_a_question_that_has_changed_is_not_played_until_somebody_has_heard_it(cast: Cast, as_: As) -> None:
    today = {CODE: "आपका नाम"}
    with as_("secretariat") as by:
        shared = a_prompt(by, cast, NEWER, **in_the_network(cast))
        assert prompts_on_phone(cast.gumla.id, {CODE: ASKED}) == {CODE: {"sat": digest(NEWER)}}
        assert prompts_on_phone(cast.gumla.id, today) == {}
        assert prompts_on_phone(cast.gumla.id, {}) == {}
        assert confirm_prompt(by=by, prompt=shared, asked=today[CODE])
    assert prompts_on_phone(cast.gumla.id, today) == {CODE: {"sat": digest(NEWER)}}
    with as_("coordinator") as by:
        a_prompt(by, cast)
    assert prompts_on_phone(cast.gumla.id, today) == {CODE: {"sat": digest(NEWER)}}, "its own is of the former text"


def test_everybody_reads_and_hears_the_networks_texts_of_today(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        a_prompt(by, cast, NEWER, **in_the_network(cast))
        a_prompt(by, cast, None, **in_the_network(cast, language="kru", text="नामे"))
    with as_("coordinator") as by:
        a_prompt(by, cast, language="hoc")
    assert spoken_now({CODE: ASKED}) == {
        "sat": {CODE: Spoken("ᱧᱩᱛᱩᱢ", digest(NEWER))},
        "kru": {CODE: Spoken("नामे", "")},
    }
    assert spoken_now({CODE: "आपका नाम"}) == {}
    assert spoken_now({"right.hours": ASKED}) == {}


def test_what_is_taken_away_is_played_nowhere_and_can_be_recorded_again(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_prompt(by, cast)
        PROMPT.withdraw(by=by, row=row, reason="गलत आवाज़")
        assert prompts_on_phone(cast.gumla.id) == {}
        assert prompts_in(by, cast.gumla.id, "sat") == {}
        a_prompt(by, cast)
        assert prompts_on_phone(cast.gumla.id) == {CODE: {"sat": digest(OGG)}}


def test_a_placeholder_says_so_until_a_voice_comes(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        spoken = command(cast, **in_the_network(cast, language="hi"))
        row = keep_prompt(by=by, command=spoken, upload=ContentFile(OGG, name="x"), is_placeholder=True)
        assert row.is_placeholder
        assert not a_prompt(by, cast, NEWER, **in_the_network(cast, language="hi")).is_placeholder


def test_without_an_account_nothing_can_be_written_and_only_what_stands_is_read(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_prompt(by, cast)
        withdrawn = a_prompt(by, cast, language="kru")
        PROMPT.withdraw(by=by, row=withdrawn, reason="x")
    assert [one.pk for one in SpokenPrompt.objects.all()] == [row.pk]
    for sql in (
        "UPDATE spoken_prompts_spokenprompt SET text = 'x'",
        "DELETE FROM spoken_prompts_spokenprompt",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                assert cursor.rowcount == 0
        except DatabaseError:  # the role has no right to it at all
            continue
    assert SpokenPrompt.objects.get().text == "ᱧᱩᱛᱩᱢ"
