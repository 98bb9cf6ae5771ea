"""The demo's study of migration in all districts, finished after the published years, and one that has just begun.

Everything goes through the services with the clock set to its day. A study that is there already is left unchanged.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from jatan.demo import plan, words
from jatan.evidence.indicators.absences import Absence
from jatan.evidence.studies.releases import kept_release, release
from jatan.evidence.studies.sample import sample_of
from jatan.foundation.access.actors import Actor, Post, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.questions import Question
from jatan.kernel.typesetting import typeset
from jatan.programme.studies import interviews, selectors, services
from jatan.programme.studies.commands import (
    BeginStudy,
    NameEnumerator,
    RecordFinding,
    RecordInterview,
    ShareCopy,
)
from jatan.programme.studies.draws import DrawPlan, FrameVillage
from jatan.programme.studies.models import Draw, Enumerator, Instrument, Site, Study
from jatan.programme.studies.questions import make_question
from jatan.programme.studies.services import STUDY

_TITLE = "तेरह ज़िलों में काम के लिए बाहर जाने का अध्ययन"
_NEXT_TITLE = "लौटकर आने वालों का हाल"
_BEGUN, _DRAWN = dt.date(2023, 9, 4), dt.date(2023, 9, 18)
_HELD = dt.date(2023, 10, 3)
_FINISHED, _SHARED = dt.date(2024, 2, 12), dt.date(2024, 3, 6)
_VILLAGES_OF_DISTRICT, _DRAWN_OF_DISTRICT, _IN_VILLAGE = 14, 2, 12
_CONSENT = (
    "हम काम के लिए बाहर जाने के बारे में पूछ रहे हैं। आपका नाम नहीं लिखा जाएगा। कोई भी सवाल छोड़ा जा सकता है "
    "और बातचीत जब चाहें रोकी जा सकती है। क्या अब पूछना शुरू करें?"
)
_QUESTIONS: tuple[Question, ...] = (
    make_question(
        code="q0", text="पिछले एक साल में घर से कोई बाहर काम करने गया?", kind="one", choices=("हाँ", "नहीं"), is_required=True
    ),
    make_question(
        code="q0", text="कितने लोग गए?", kind="number", lowest=1, highest=12, asked_if="q1", asked_if_choice=1
    ),
    make_question(
        code="q0",
        text="काम किसके ज़रिए मिला?",
        kind="one",
        choices=("रिश्तेदार या गाँव का कोई", "एजेंट", "खुद ढूँढा", "फोरम या केंद्र"),
        asked_if="q1",
        asked_if_choice=1,
    ),
    make_question(
        code="q0",
        text="जाने से पहले पंजीकरण कराया?",
        kind="one",
        choices=("हाँ", "नहीं", "पता नहीं था"),
        asked_if="q1",
        asked_if_choice=1,
    ),
    make_question(
        code="q0",
        text="किन बातों की जानकारी है?",
        kind="several",
        choices=("न्यूनतम मज़दूरी", "पंजीकरण", "हेल्पलाइन नंबर", "सहायता केंद्र", "इनमें से किसी की नहीं"),
    ),
    make_question(code="q0", text="गाँव में काम मिलने पर कितना भरोसा है?", kind="scale", lowest=1, highest=5),
)
_FINDINGS = (
    ("q1", "हर दूसरे घर से पिछले एक साल में कोई न कोई बाहर काम करने गया।"),
    ("q3", "चार में से एक को काम एजेंट के ज़रिए मिला।"),
    ("q4", "दस में से सात ने जाने से पहले पंजीकरण नहीं कराया; कई को पता ही नहीं था कि ऐसा होता है।"),
)
_RECIPIENTS = (
    ("श्रम, नियोजन एवं प्रशिक्षण विभाग", 20, "प्रखंडों में पंजीकरण शिविर की तारीखें तय हुईं।"),
    ("राज्य बाल संरक्षण संस्था", 10, ""),
    ("तेरह ज़िलों के श्रम अधीक्षक", 26, "चार ज़िलों में पंजीकरण काउंटर खुला।"),
    ("सदस्य संस्थाएँ", 65, ""),
)


def record_studies(accounts: Mapping[Role, Account]) -> None:
    """Record both studies by the researcher's account, interviews by every member, the report by the secretariat."""
    with acting_as(actor_of(accounts[Role.RESEARCHER])) as by:
        if selectors.studies(by).filter(title=_TITLE).exists():
            return
        study = _begin(by)
    members = list(Organisation.objects.filter(code__in=[row[0] for row in plan.MEMBERS_OF_THE_DEMO]).order_by("code"))
    for number, member in enumerate(members):
        _hold(study, member, number)
    with acting_as(actor_of(accounts[Role.RESEARCHER])) as by:
        _conclude(by, study)
        _begin_next(by)
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by, clock.frozen_at(_at(_SHARED)):
        study = STUDY.find(by, study.pk)
        content = ContentFile(_report(study, [row.text for row in selectors.findings_of(study)]), "report.pdf")
        services.add_report(by=by, study=study, title=f"{_TITLE}: रिपोर्ट", upload=content)


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(11), clock.INDIA)


def _begin(by: Actor) -> Study:
    home = by.home_organisations[0]
    districts = list(Place.objects.filter(lgd_code__in=[row[1] for row in plan.MEMBERS_OF_THE_DEMO], level="district"))
    state = districts[0].parent or districts[0]
    with clock.frozen_at(_at(_BEGUN)):
        study = services.begin_study(
            by=by,
            command=BeginStudy(
                organisation=home,
                place=state,
                title=_TITLE,
                question="तेरह ज़िलों से कौन, कहाँ और किसके ज़रिए जाता है, और जाने से पहले क्या जानता है?",
                consent_text=_CONSENT,
                interviews_in_village=_IN_VILLAGE,
                begins_on=_HELD,
                ends_on=_HELD + dt.timedelta(days=40),
            ),
        )
        _ask(by, study)
    with clock.frozen_at(_at(_DRAWN)):
        _draw(by, study, districts)
    return study


def _ask(by: Actor, study: Study) -> None:
    for question in _QUESTIONS:
        services.add_question(by=by, instrument=selectors.current_instrument(study), question=question)


def _draw(by: Actor, study: Study, districts: Sequence[Place]) -> Draw:
    chance = Random(plan.SEED)  # noqa: S311 - invented data
    frame, met = list[FrameVillage](), set[tuple[str, str]]()
    for district in sorted(districts, key=lambda place: place.name_en):
        while sum(one.district == str(district.pk) for one in frame) < _VILLAGES_OF_DISTRICT:
            name = chance.choice(words.VILLAGE_HEAD)[0] + chance.choice(words.VILLAGE_TAIL)[0]
            if (str(district.pk), name) not in met:
                met.add((str(district.pk), name))
                frame.append(FrameVillage(str(district.pk), name, chance.randint(60, 340)))
    number = _DRAWN_OF_DISTRICT * len(districts)
    chosen = DrawPlan("pps", plan.SEED, number, by_district=True, allocation="equal")
    places = {str(place.pk): place for place in districts}
    return services.draw_villages(by=by, study=study, frame=frame, plan=chosen, places=places)


def _hold(study: Study, member: Organisation, number: int) -> None:
    """The interviews of one member: two enumerators, a dozen people in each of its drawn villages."""
    chance = Random(f"{plan.SEED}:{member.code}")  # noqa: S311 - invented data
    actor = Actor(None, (Post(Role.COORDINATOR, member.id),), frozenset({member.id, study.organisation_id}))
    with acting_as(actor) as by, clock.frozen_at(_at(_HELD + dt.timedelta(days=45))):
        instrument = selectors.current_instrument(study)
        sites = selectors.sites_for(study, member.id)
        enumerators = [
            interviews.name_enumerator(
                by=by,
                command=NameEnumerator(
                    organisation=member.id,
                    place=sites[0].place,
                    study_ref=study.pk,
                    name=f"{chance.choice(words.GIVEN_WOMEN)[0]} {chance.choice(words.FAMILY)[0]}",
                    trained_on=_DRAWN,
                ),
            )
            for _one in range(2)
        ]
        commands = list(_interviews(study, instrument, sites, enumerators, chance, number))
        interviews.record_interviews(by=by, study=study, instrument=instrument, commands=commands)


def _interviews(
    study: Study,
    instrument: Instrument,
    sites: Sequence[Site],
    enumerators: Sequence[Enumerator],
    chance: Random,
    number: int,
) -> Iterator[RecordInterview]:
    questions = instrument.asked()
    for place, site in enumerate(sites):
        for one in range(_IN_VILLAGE):
            yield RecordInterview(
                organisation=enumerators[0].organisation_id,
                place=site.place,
                village=site.village,
                study_ref=study.pk,
                site_ref=site.pk,
                version=instrument.version,
                number=place * _IN_VILLAGE + one + 1,
                held_on=_HELD + dt.timedelta(days=number * 2 + place * 3 + one // 6),
                enumerator=enumerators[(place + one) % len(enumerators)],
                consent="spoken",
                minutes=chance.randint(14, 38),
                answers=_answers(chance),
                questions=questions,
            )


def _answers(chance: Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "q1": 1 if chance.random() < 0.52 else 2,
        "q6": chance.choices(range(1, 6), (4, 5, 4, 2, 1))[0],
    }
    if found["q1"] == 1:
        found["q2"] = chance.choices(range(1, 6), (6, 4, 2, 1, 1))[0]
        found["q3"] = chance.choices(range(1, 5), (5, 3, 3, 1))[0]
        if chance.random() < 0.96:
            found["q4"] = chance.choices((1, 2, 3), (3, 4, 3))[0]
    known = [number for number, share in enumerate((0.3, 0.25, 0.2, 0.35), start=1) if chance.random() < share]
    if chance.random() < 0.97:
        found["q5"] = known or [5]
    return found


def _conclude(by: Actor, study: Study) -> None:
    about: dict[str, Any] = {"organisation": study.organisation_id, "place": study.place, "study": study}
    with clock.frozen_at(_at(_FINISHED)):
        sample = sample_of(
            list(selectors.instruments_of(study)),
            selectors.draw_of(study),
            list(selectors.sites_of(study)),
            list(selectors.interviews_of(by, study)),
        )
        services.release_tables(by=by, study=study, make=lambda study: release(sample, kept_release(study)))
        for basis, text in _FINDINGS:
            services.FINDING.record(by=by, command=RecordFinding(**about, text=text, basis=basis))
        services.finish_study(by=by, study=study, finished_on=_FINISHED)
    with clock.frozen_at(_at(_SHARED + dt.timedelta(days=90))):
        for place, (to_whom, copies, changed) in enumerate(_RECIPIENTS):
            given_on = _SHARED + dt.timedelta(days=place * 4)
            changed_on = given_on + dt.timedelta(days=40) if changed else None
            shared = ShareCopy(
                **about, given_on=given_on, to_whom=to_whom, copies=copies, what_changed=changed, changed_on=changed_on
            )
            services.COPY.record(by=by, command=shared)


def _begin_next(by: Actor) -> None:
    """A study of these days: questions are written, villages not drawn yet."""
    today = clock.today()
    study = services.begin_study(
        by=by,
        command=BeginStudy(
            organisation=by.home_organisations[0],
            place=_state_of(by),
            title=_NEXT_TITLE,
            question="लौटकर आने वालों को क्या मिला, और क्या वे फिर जाना चाहते हैं?",
            consent_text=_CONSENT,
            begins_on=today + dt.timedelta(days=12),
        ),
    )
    for question in (
        _QUESTIONS[5],
        make_question(code="q0", text="फिर जाना चाहते हैं?", kind="one", choices=("हाँ", "नहीं")),
    ):
        services.add_question(by=by, instrument=selectors.current_instrument(study), question=question)


def _state_of(by: Actor) -> Place:
    return selectors.studies(by).get(title=_TITLE).place


def _report(study: Study, findings: Sequence[str]) -> bytes:
    """The released tables and findings on paper."""
    tables = [
        {
            "text": one["text"],
            "lines": [
                [line["label"], str(line["count"] or Absence.FEW.words.hi), *_shares(line["estimate"])]
                for line in one["lines"]
            ],
        }
        for one in (kept_release(study) or {"tables": ()})["tables"]
    ]
    document = {"title": study.title, "question": study.question, "findings": list(findings), "tables": tables}
    return typeset("jatan.demo", "study.typ", document, name="study")


def _shares(numbers: Sequence[float | None] | None) -> list[str]:
    share, low, high = numbers or (None, None, None)
    if share is None:
        return ["–", "–"]
    interval = "–" if low is None or high is None else f"{low * 100:.0f}–{high * 100:.0f} %"
    return [f"{share * 100:.0f} %", interval]
