"""A referral needs consent to exactly this recipient, or an override approved by a second person."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.referral import is_override_valid, sharing_basis
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.sharing.referrals import refer_outside, send_referral
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.cases.two_offices import REQUEST, TwoHouses, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
ANSWER_BY = TODAY + dt.timedelta(days=7)
PARTNER = "गुमला बाल कल्याण समिति"


def refused(house: CaseHouse, case_file: OpenCaseFile, part: str = "counsellor", **answers: Any) -> set[str]:
    """The codes with which a referral is refused; nothing of it is written."""
    before = len(house.read(case_file.case.pk, part).file.entries)
    with pytest.raises((Problem, Problems)) as caught:
        refer(house, case_file, part, **answers)
    assert len(house.read(case_file.case.pk, part).file.entries) == before
    return {one.code for one in caught.value.problems}


def refer(house: CaseHouse, case_file: OpenCaseFile, part: str = "counsellor", **given: Any) -> OpenCaseFile:
    values = {**REQUEST, "answer_by": ANSWER_BY, **given}
    return refer_outside(by=house.by(part), keyring=house.ring(part), case_file=case_file, answers=values)


def agree(house: CaseHouse, case_file: OpenCaseFile, recipient: str, **more: Any) -> OpenCaseFile:
    return house.write(case_file, "consent", sharing(recipient, given_on=TODAY, **more))


def newest(case_file: OpenCaseFile, kind: str) -> Any:
    return case_file.file.all(kind)[-1].row


def asked(house: CaseHouse, part: str = "counsellor", **more: Any) -> OpenCaseFile:
    """A case in which sharing without consent is asked for."""
    answers = {
        "recipient": PARTNER,
        "service": "shelter",
        "reason": "danger",
        "words": "वह पंद्रह साल की है",
        "asked_on": TODAY,
    }
    return house.write(house.open_case(part), "override", answers | more, part)


def decide(house: CaseHouse, case_file: OpenCaseFile, part: str = "supervisor", **more: Any) -> OpenCaseFile:
    answers = {
        "override": newest(case_file, "override"),
        "decision": "agreed",
        "reason": "क़ानून कहता है",
        "on": TODAY,
        "again_on": TODAY + dt.timedelta(days=30),
    }
    with house.acting(part):
        return house.write(house.read(case_file.case.pk, part), "override_review", answers | more, part)


def test_her_consent_to_this_recipient_lets_it_pass(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER)
    now = refer(house, found, consent=newest(found, "consent"))
    assert now.file.all("referral")[0].get("recipient") == PARTNER


def test_without_naming_anything_it_does_not(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER)
    assert refused(house, found) == {"missing_required"}


def test_consent_to_case_work_or_statistics_is_none_to_share(house: CaseHouse) -> None:
    found = house.open_case()
    assert refused(house, found, consent=newest(found, "consent")) == {"no_consent_to_share"}
    found = house.write(found, "consent", {**AGREED, "purpose": "statistics", "recipient": PARTNER})
    assert refused(house, found, consent=newest(found, "consent")) == {"no_consent_to_share"}


def test_consent_to_another_recipient_is_not_stretched(houses: TwoHouses) -> None:
    case_file = houses.ready(recipient=PARTNER)
    with pytest.raises(Problem):
        houses.send(case_file)
    answers = {
        "recipient": houses.gumla.cast.khunti.name_hi,
        "consent": newest(case_file, "consent"),
        "service": "shelter",
    }
    assert sharing_basis(case_file.file, answers, TODAY) is None
    assert Letter.objects.count() == 0


def test_a_form_cannot_name_another_recipient_than_the_consent(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER)
    now = refer(house, found, consent=newest(found, "consent"), recipient="कोई और", member="x")
    assert (now.file.all("referral")[0].get("recipient"), now.file.all("referral")[0].get("member")) == (PARTNER, None)


def test_consent_that_ended_carries_nothing_more(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER, until=TODAY)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        assert "no_consent_to_share" in refused(house, found, consent=newest(found, "consent"))


def test_consent_that_she_took_back_carries_nothing_more(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER)
    consent = newest(found, "consent")
    found = house.write(found, "withdrawal", {"consent": consent, "on": TODAY})
    assert refused(house, found, consent=consent) == {"no_consent_to_share"}


def test_an_entry_of_consent_that_was_struck_out_carries_nothing(house: CaseHouse) -> None:
    found = agree(house, house.open_case(), PARTNER)
    consent = newest(found, "consent")
    found = withdraw_entry(
        by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=found, row=consent, reason="ग़लत फ़ाइल"
    )
    assert refused(house, found, consent=consent) <= {"no_consent_to_share", "unreadable"}


def test_a_consent_that_nobody_gave_needs_an_override(house: CaseHouse) -> None:
    found = house.open_case()
    with pytest.raises(Problems) as caught:
        agree(house, found, PARTNER, given_by="nobody")
    assert [one.field for one in caught.value.problems] == ["given_by"]
    assert refused(house, found, consent=newest(found, "consent")) == {"no_consent_to_share"}


def test_two_grounds_at_once_are_refused(house: CaseHouse) -> None:
    found = agree(house, decide(house, asked(house)), PARTNER)
    both = {"consent": newest(found, "consent"), "override": newest(found, "override")}
    assert "no_consent_to_share" in refused(house, found, **both)


def test_an_override_carries_after_a_second_person_agreed(house: CaseHouse) -> None:
    found = asked(house)
    override = newest(found, "override")
    assert refused(house, found, override=override) == {"no_consent_to_share"}
    found = decide(house, found)
    assert refer(house, found, override=override).file.all("referral")[0].get("override") == override


def test_an_override_that_was_refused_carries_nothing(house: CaseHouse) -> None:
    found = decide(house, asked(house), decision="refused", again_on=None)
    assert refused(house, found, override=newest(found, "override")) == {"no_consent_to_share"}


def test_a_later_refusal_counts(house: CaseHouse) -> None:
    found = decide(house, decide(house, asked(house)), decision="refused")
    assert refused(house, found, override=newest(found, "override")) == {"no_consent_to_share"}


def test_whoever_asked_does_not_decide(house: CaseHouse) -> None:
    with house.acting("supervisor"):
        found = asked(house, "supervisor")
        with pytest.raises(Problems) as caught:
            decide(house, found)
    assert [one.code for one in caught.value.problems] == ["another_person"]


def test_a_counsellor_does_not_decide(house: CaseHouse) -> None:
    found = asked(house)
    with pytest.raises(Problems) as caught:
        decide(house, found, "colleague")
    assert [one.code for one in caught.value.problems] == ["supervisor_only"]


def test_an_override_changed_after_it_was_agreed_carries_nothing(house: CaseHouse) -> None:
    case_file = decide(house, asked(house))
    entry = case_file.file.all("override")[0]
    changed = {**entry.answers, "recipient": "कोई और"}
    case_file = house.write(case_file, "override", changed, row=entry.row)
    assert refused(house, case_file, override=entry.row) == {"no_consent_to_share"}
    back = house.write(case_file, "override", {**entry.answers}, row=entry.row)
    assert not is_override_valid(back.file, back.file.all("override")[0], TODAY)


def test_a_decision_is_neither_changed_nor_struck_out(house: CaseHouse) -> None:
    case_file = decide(house, asked(house), decision="refused")
    review = case_file.file.all("override_review")[0]
    changed: Mapping[str, Any] = {**review.answers, "decision": "agreed", "again_on": ANSWER_BY}
    with house.acting("supervisor"):
        read = house.read(case_file.case.pk, "supervisor")
        with pytest.raises(Problems):
            house.write(read, "override_review", changed, "supervisor", row=review.row)
    mine = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with pytest.raises(Problems):
        withdraw_entry(**mine, case_file=case_file, row=review.row, reason="ग़लती")


def test_of_decisions_the_last_one_counts_whatever_became_of_it(house: CaseHouse) -> None:
    """Were a refusal ever taken back by other means, an older agreement would not come to life again."""
    case_file = decide(house, decide(house, asked(house)), decision="refused", again_on=None)
    override = case_file.file.all("override")[0]
    agreed, last = case_file.file.all("override_review")
    struck = case_file.file.with_entry(replace(last, revision=2, answers={**last.answers, "withdrawn_because": "x"}))
    own = case_file.file.with_entry(replace(last, answers={**agreed.answers}, written_by=override.written_by))
    turned = case_file.file.with_entry(replace(last, revision=2, answers={**last.answers, "decision": "agreed"}))
    for file in (case_file.file, struck, turned, own):
        assert not is_override_valid(file, override, TODAY)


def test_an_agreement_holds_until_the_day_it_is_looked_at_again(house: CaseHouse) -> None:
    found = decide(house, asked(house), again_on=TODAY)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        assert "no_consent_to_share" in refused(house, found, override=newest(found, "override"))


@pytest.mark.parametrize("other", [{"service": "legal"}, {"recipient": "कोई और"}])
def test_an_override_is_for_one_recipient_and_one_service(house: CaseHouse, other: dict[str, str]) -> None:
    case_file = decide(house, asked(house))
    answers = {"recipient": PARTNER, "service": "shelter", "override": newest(case_file, "override"), **other}
    assert sharing_basis(case_file.file, answers, TODAY) is None


def test_a_transfer_to_a_member_is_bound_by_the_same_rule(houses: TwoHouses) -> None:
    found = houses.ready(purpose="hand_over")
    consent = newest(found, "consent")
    found = houses.gumla.write(found, "withdrawal", {"consent": consent, "on": TODAY})
    answers = {**REQUEST, "way": "transfer", "answer_by": ANSWER_BY, "consent": consent}
    with pytest.raises(Problems) as caught:
        send_referral(
            by=houses.gumla.by("counsellor"), keyring=houses.gumla.ring("counsellor"), case_file=found, answers=answers
        )
    assert [one.code for one in caught.value.problems] == ["no_consent_to_share"]
    assert Letter.objects.count() == 0


WHOLE: list[dict[str, Any]] = [
    {"way": "transfer", "passed_on": ["who"]},
    {"way": "transfer", "service": "case_work", "passed_on": ["who", "care", "notes"]},
    {"service": "case_work", "passed_on": ["who"]},
    {"passed_on": ["who", "notes"]},
]


@pytest.mark.parametrize("carried", WHOLE)
@pytest.mark.parametrize("is_member", [True, False], ids=["a member", "somebody outside"])
def test_a_yes_to_what_this_help_needs_never_carries_the_whole_file(
    houses: TwoHouses, carried: dict[str, Any], is_member: bool
) -> None:
    """The text that was read to her says so; taking her case over is a yes of its own."""
    gumla, recipient = houses.gumla, "" if is_member else PARTNER
    mine = {"by": gumla.by("counsellor"), "keyring": gumla.ring("counsellor")}
    send = send_referral if is_member else refer_outside
    answers = {**REQUEST, "answer_by": ANSWER_BY, **carried}
    found = houses.ready(recipient=recipient)
    with pytest.raises(Problems) as caught:
        send(**mine, case_file=found, answers={**answers, "consent": newest(found, "consent")})
    assert {one.code for one in caught.value.problems} == {"more_than_agreed"}
    assert Letter.objects.count() == 0
    found = houses.ready(recipient=recipient, purpose="hand_over")
    sent = send(**mine, case_file=found, answers={**answers, "consent": newest(found, "consent")})
    assert len(sent.file.all("referral")) == 1


def test_an_older_transfer_that_was_not_handed_over_yet_is_handed_over_no_more(house: CaseHouse) -> None:
    """Written before this was asked, on a yes to what the help needs: its file is made no more."""
    found = agree(house, house.open_case(), PARTNER)
    entry = {**REQUEST, "recipient": PARTNER, "way": "transfer", "consent": newest(found, "consent")}
    assert sharing_basis(found.file, entry, TODAY) is None
    assert sharing_basis(found.file, {**entry, "way": "referral"}, TODAY) is not None
