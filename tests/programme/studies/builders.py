"""Builders of studies for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel.questions import Question
from jatan.programme.studies import interviews, selectors, services
from jatan.programme.studies.commands import BeginStudy, NameEnumerator, RecordInterview
from jatan.programme.studies.draws import DrawPlan
from jatan.programme.studies.frames import known_districts, lines_of_text, read_frame
from jatan.programme.studies.models import Enumerator, Interview, Study
from jatan.programme.studies.questions import make_question
from tests.cast import Cast

DAY = dt.date(2024, 1, 15)
QUESTIONS: tuple[Question, ...] = (
    make_question(code="q0", text="घर से कोई बाहर काम करने गया है?", kind="one", choices=("हाँ", "नहीं"), is_required=True),
    make_question(code="q0", text="कितने लोग?", kind="number", lowest=1, highest=12, asked_if="q1", asked_if_choice=1),
    make_question(code="q0", text="कहाँ से पता चला?", kind="several", choices=("फोरम", "रिश्तेदार", "एजेंट")),
    make_question(code="q0", text="कितना भरोसा है?", kind="scale", lowest=1, highest=5),
)
FRAME = "\n".join(
    f"{district}, गाँव {number}, {40 + 7 * number}" for district in ("Gumla", "खूँटी") for number in range(1, 11)
)


def a_study(by: Actor, cast: Cast, *, questions: Any = QUESTIONS, **answers: Any) -> Study:
    """A study of the secretariat with four questions."""
    usual: dict[str, Any] = {
        "organisation": cast.network.id,
        "place": cast.gumla_district,
        "title": "पलायन का अध्ययन",
        "question": "कौन जाता है, और कैसे?",
        "consent_text": "आपका नाम नहीं लिखा जाएगा।",
    }
    study = services.begin_study(by=by, command=BeginStudy(**usual | answers))
    for question in questions:
        services.add_question(by=by, instrument=selectors.current_instrument(study), question=question)
    return study


def a_draw(by: Actor, study: Study, *, frame: str = FRAME, **plan: Any) -> Any:
    """Six villages of two districts, drawn by size in each."""
    districts = known_districts()
    usual: dict[str, Any] = {"rule": "pps", "seed": 7, "number": 6, "by_district": True, "allocation": "equal"}
    return services.draw_villages(
        by=by,
        study=study,
        frame=read_frame(lines_of_text(frame), districts),
        plan=DrawPlan(**usual | plan),
        places={str(place.pk): place for place in districts.values()},
    )


def an_enumerator(by: Actor, cast: Cast, study: Study, **answers: Any) -> Enumerator:
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "study_ref": study.pk,
        "name": "फूलो कुजूर",
    }
    return interviews.name_enumerator(by=by, command=NameEnumerator(**usual | answers))


def interview_command(study: Study, enumerator: Enumerator, number: int, **answers: Any) -> RecordInterview:
    """An interview in the first drawn village of the enumerator's organisation."""
    instrument = selectors.current_instrument(study)
    site = answers.pop("site", None) or selectors.sites_for(study, enumerator.organisation_id)[0]
    usual: dict[str, Any] = {
        "organisation": enumerator.organisation_id,
        "place": site.place,
        "village": site.village,
        "study_ref": study.pk,
        "site_ref": site.pk,
        "version": instrument.version,
        "number": number,
        "held_on": DAY,
        "enumerator": enumerator,
        "consent": "spoken",
        "answers": {"q1": 1, "q2": 2, "q3": [1, 2], "q4": 4},
        "questions": instrument.asked(),
    }
    return RecordInterview(**usual | answers)


def an_interview(by: Actor, study: Study, enumerator: Enumerator, number: int = 1, **answers: Any) -> Interview:
    command = interview_command(study, enumerator, number, **answers)
    instrument = selectors.current_instrument(study)
    return interviews.record_interview(by=by, study=study, instrument=instrument, command=command)
