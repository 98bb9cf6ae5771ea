"""Consent: the text that was heard, and withdrawal."""

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem, Problems
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.commands import GiveConsent, WithdrawConsent
from jatan.programme.people.consent_texts import consent_texts, current_text
from jatan.programme.people.selectors import consents, find_consent
from jatan.programme.people.services import give_consent, withdraw_consent
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
DAY = dt.date(2023, 4, 1)
RELEASED = {"2026-1": "21086000f6f38fa8b01e085a4576f15e314c8f7e6cf0708b0618a4ca6fbdee48"}


def test_every_purpose_has_a_text_in_hindi_and_in_english() -> None:
    for purpose in ConsentPurpose.values:
        assert current_text(purpose, "hi").language == "hi"
        assert current_text(purpose, "en").language == "en"
    assert len({(text.version, text.purpose, text.language) for text in consent_texts()}) == len(consent_texts())


def test_hindi_is_used_for_a_language_without_text() -> None:
    assert current_text("record", "sat").language == "hi"
    with pytest.raises(LookupError):
        current_text("advertising", "hi")


def test_a_consent_names_the_version_that_was_heard(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
        text = current_text("record", "hi")
        give_consent(
            by=by, command=GiveConsent(person=person, purpose="record", text_version=text.version, given_on=DAY)
        )
        kept = consents(by, person).get()
    assert (kept.purpose, kept.text_version, kept.language, kept.how) == ("record", text.version, "hi", "spoken")


def test_consent_to_an_unknown_text_version_is_refused(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        person = a_person(by, cast)
    with pytest.raises(Problems) as caught:
        GiveConsent(person=person, purpose="record", text_version="1999-1", given_on=DAY)
    assert [problem.field for problem in caught.value.problems] == ["text_version"]


def test_any_colleague_may_record_a_withdrawal(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        command = GiveConsent(person=person, purpose="contact", text_version="2026-1", given_on=DAY)
        consent = give_consent(by=by, command=command)
    with as_("field_worker") as by:
        back = WithdrawConsent(consent=consent, withdrawn_on=dt.date(2023, 5, 1), withdrawn_how="phone")
        assert withdraw_consent(by=by, command=back)
        kept = find_consent(by, consent.id)
        assert (kept.withdrawn_on, kept.withdrawn_how) == (dt.date(2023, 5, 1), "phone")
        again = WithdrawConsent(consent=kept, withdrawn_on=dt.date(2023, 6, 1))
        assert not withdraw_consent(by=by, command=again)
        assert find_consent(by, consent.id).withdrawn_on == dt.date(2023, 5, 1)


def test_consent_cannot_be_withdrawn_on_a_future_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        command = GiveConsent(person=person, purpose="contact", text_version="2026-1", given_on=DAY)
        consent = give_consent(by=by, command=command)
    with pytest.raises(Problem, match="date_in_future"):
        WithdrawConsent(consent=consent, withdrawn_on=dt.date(2999, 1, 1))


@pytest.mark.parametrize("version", RELEASED)
def test_a_released_version_of_the_texts_is_never_edited(version: str) -> None:
    """A change of text is a new version: a consent stores the version that was heard."""
    texts = "\n".join(repr(text) for text in consent_texts() if text.version == version)
    assert hashlib.sha256(texts.encode()).hexdigest() == RELEASED[version]


def test_an_older_version_can_still_be_named_by_a_consent(cast: Cast, as_: As) -> None:
    """A consent given earlier refers to the text of its day, although the current text differs."""
    assert current_text("record", "hi").version != "2026-1"
    with as_("field_worker") as by:
        person = a_person(by, cast)
        give_consent(by=by, command=GiveConsent(person=person, purpose="record", text_version="2026-1", given_on=DAY))
        assert consents(by, person).get().text_version == "2026-1"
