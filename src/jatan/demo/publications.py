"""The demo's library, booklet and public page, through the services: materials at every stage, stock, two stories in an
edition, one that waits, and what is released to everybody.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from jatan.demo import plan
from jatan.demo.accounts import SECOND_OF_SECRETARIAT
from jatan.evidence.releases.pieces import candidates
from jatan.evidence.releases.services import decide, propose_piece, propose_text, propose_totals, totals_of
from jatan.foundation.access.actors import Actor, Post, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.network_acts import amend_centre
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import InformationCentre, Kind, Organisation
from jatan.foundation.network.selectors import districts_of, members
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.booklet import services as booklet
from jatan.programme.booklet.choices import Check
from jatan.programme.booklet.commands import PrepareEdition, ReviewStory, WriteStory
from jatan.programme.booklet.models import Story
from jatan.programme.library.commands import AddMaterial, RecordDistribution, RecordTrial
from jatan.programme.library.models import Material
from jatan.programme.library.services import (
    DISTRIBUTION,
    TRIAL,
    add_material,
    approve_material,
    copy_in_language,
    draft_material,
)

_REGISTER = "जाने से पहले फोरम में नाम लिखवाएँ"
_STORIES = (
    (
        "अपना नाम लिखवाया",
        "रीना के गाँव से हर साल कई लोग काम पर जाते हैं। इस बार उसने जाने से पहले फोरम में अपना नाम, काम और मज़दूरी लिखवाई।\n\n"
        "कारखाने में दो महीने मज़दूरी नहीं मिली। उसने पास पर लिखे नंबर पर फ़ोन किया। केंद्र के साथियों के पास लिखा हुआ वादा था।\n\n"
        "बात हुई, और पूरी मज़दूरी मिली। अब वह दूसरी लड़कियों को जाने से पहले फोरम ले जाती है।",
    ),
    (
        "घर लौटने का रास्ता",
        "मीरा को शहर में घर का काम बताया गया था। वहाँ उसे बाहर निकलने नहीं दिया गया, और फ़ोन ले लिया गया।\n\n"
        "एक दिन दूध लाने के बहाने वह बाहर निकली और 112 पर फ़ोन किया।\n\n"
        "आज वह अपने घर में है, सिलाई सीखती है और समूह की बैठक में अपनी बात कहती है।",
    ),
)
_TEXTS = {
    "who": (
        "हम झारखंड के तेरह ज़िलों की तेरह संस्थाओं का नेटवर्क हैं। हम सुरक्षित प्रवास के लिए और मानव तस्करी के खिलाफ़ साथ काम करते हैं, "
        "सबसे पहले महिलाओं और किशोरियों के साथ।",
        "We are a network of thirteen organisations in thirteen districts of Jharkhand. Together we work for safe "
        "migration and against human trafficking, above all with women and adolescents.",
    ),
    "work": (
        "गाँवों में प्रवासी फोरम हैं। वहाँ जाने से पहले नाम लिखा जाता है, और काम, मज़दूरी और मंज़िल की बात होती है।\n\n"
        "हर ज़िले में सूचना केंद्र है: मज़दूरी रुकी हो, कागज़ न मिलें, कोई लौट न पाए, तो वहाँ मदद मिलती है।",
        "In the villages there are migrant forums. There names are written down before people leave, and work, wage "
        "and destination are talked over.\n\nEvery district has an information centre: whoever is not paid, lacks "
        "papers or cannot come home finds help there.",
    ),
    "achieved": (
        "फोरम अपने गाँव की खबर रखते हैं। लोग सरकारी योजनाओं से जुड़ते हैं। पंचायत, प्रखंड और ज़िले के अधिकारी साथ बैठते हैं।",
        "Forums keep watch over their villages. People reach government schemes. Officials of panchayat, block and "
        "district sit down with us.",
    ),
    "contact": (
        "अपने ज़िले के केंद्र में आएँ या फ़ोन करें। मदद के लिए कोई पैसा नहीं लगता।",
        "Come to the centre of your district, or call. Help costs nothing.",
    ),
    "press": (
        "नेटवर्क दफ़्तर से बात करें: 9000000099, सोमवार से शनिवार, 10 से 5 बजे। हम किसी का नाम या चेहरा नहीं देते।",
        "Ask the secretariat: 9000000099, Monday to Saturday, 10 to 5. We give nobody's name or face.",
    ),
}


def record_publications(accounts: Mapping[Role, Account]) -> None:
    """Materials of the secretariat at every stage with stock in every member, and the booklet."""
    home = Organisation.objects.get(kind=Kind.NETWORK)
    state = Place.objects.filter(level="state", id__in=Place.objects.filter(level="district").values("parent_id"))
    where: dict[str, Any] = {"organisation": home.id, "place": state.order_by("name_en")[0]}
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        stories = [_story(by, number) for number in range(len(_STORIES))]
        _story(by, 0, title_hi="पहली कमाई")  # waits for the secretariat
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        for story in stories:
            booklet.review_story(
                by=by, story=story, command=ReviewStory(approves=True, checked=Check.values, on=_days_ago(32))
            )
        edition = booklet.EDITION.record(
            by=by,
            command=PrepareEdition(
                **where,
                language="hi",
                title="हमारी आवाज़",
                foreword="ये कहानियाँ उन्होंने सुनाईं जो काम के लिए घर से दूर गए।",
                chosen=[story.pk for story in stories],
            ),
        )
        edition = booklet.publish_edition(by=by, edition=edition, on=_days_ago(24), is_public=True)
        materials = [_printed(by, where), Material.objects.get(organisation_id=home.id, pk=str(edition.material_id))]
        _in_making(by, where)
        for material, copies in zip(materials, (3000, 600), strict=True):
            _line(by, material, "printed", copies, 20, where)
            _line(by, material, "sent", copies * 13 // 20, 18, where)
    _hand_out(materials)


def release_account(accounts: Mapping[Role, Account]) -> None:
    """The public page: its texts, the totals of the published report, stories, and how to reach each centre."""
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        waiting: list[Any] = [
            propose_text(by=by, section=section, text_hi=hi, text_en=en) for section, (hi, en) in _TEXTS.items()
        ]
        for year in range(plan.FIRST.year, plan.LAST.year):
            first = dt.date(year, 4, 1)
            numbers = {(row["indicator"], row["value"]) for row in totals_of(by, first)}
            waiting.append(propose_totals(by=by, year=first, chosen=numbers))
        waiting += [propose_piece(by=by, kind=one.kind, record=one.record) for one in candidates(by)]
        for place, centre in enumerate(InformationCentre.objects.select_related("organisation", "district")):
            reach = {
                "address": f"प्रखंड दफ़्तर के पास, {centre.district.name_hi}",
                "hours": "सोमवार से शनिवार, सुबह 10 से शाम 5 बजे",
                "phone": f"90000000{place:02}",
            }
            amend_centre(by=by, centre=centre, changes=reach)
    with acting_as(actor_of(Account.objects.get(email=SECOND_OF_SECRETARIAT))) as by:
        for row in waiting:
            decide(by=by, proposal=row, releases=True)


def _story(by: Actor, number: int, **other: Any) -> Story:
    title, body = _STORIES[number]
    organisation = by.home_organisations[0]
    (district,) = districts_of(organisation, clock.today())[:1]
    answers: dict[str, Any] = {
        "organisation": organisation,
        "place": district,
        "age": 24 + number,
        "consented_on": _days_ago(60),
        "uses": ["booklet", "donor", "public"],
        "consent_kept": "ताले वाली अलमारी, फ़ाइल 7",
        "title_hi": title,
        "body_hi": body,
        "topic": "safe_migration",
        "names_changed": "नाम बदले गए",
        "places_changed": "सिर्फ़ “शहर” और “गाँव” लिखा है",
        "dates_changed": "कहानी में कोई तारीख नहीं",
        "trades_changed": "काम बदला गया",
    }
    story = booklet.write_story(by=by, command=WriteStory(**(answers | other)))
    booklet.ask_review(by=by, story=story)
    return story


def _brief(by: Actor, where: Mapping[str, Any], title: str, **other: Any) -> Material:
    answers = {"kind": "iec", "title_hi": title, "topic": "registration", "stage": "brief", "message": _REGISTER}
    return add_material(by=by, command=AddMaterial(**where, **(answers | other)))


def _printed(by: Actor, where: Mapping[str, Any]) -> Material:
    """A poster that went the whole way, and is being put into Mundari."""
    poster = _brief(by, where, "जाने से पहले पाँच बातें", audience="पहली बार बाहर जाने वाले")
    draft_material(by=by, material=poster)
    _trial(by, poster, 52, 14, 8, "नाम लिखवाना है, यह समझा; 112 किसका नंबर है, यह नहीं")
    _trial(by, poster, 45, 16, 15, "नाम लिखवाना है, और 112 पर फ़ोन करना है")
    approve_material(by=by, material=poster, on=_days_ago(40))
    copy_in_language(by=by, material=poster, language="unr")
    return Material.objects.select_related("place").get(organisation_id=poster.organisation_id, pk=poster.pk)


def _in_making(by: Actor, where: Mapping[str, Any]) -> None:
    """One at each stage before print, and one that was there before."""
    _brief(by, where, "मज़दूरी की पर्ची", message="हर महीने की मज़दूरी लिखवा लें", topic="labour_rights")
    draft_material(by=by, material=_brief(by, where, "बाल विवाह पर गीत", topic="child_marriage"))
    tried = _brief(by, where, "बस अड्डे का बोर्ड", audience="बस अड्डे पर रुकने वाले")
    draft_material(by=by, material=tried)
    _trial(by, tried, 6, 11, 10, "कोई बच्चे को ले जा रहा हो तो 1098 पर फ़ोन करना है")
    done = _brief(by, where, "पास कैसे काम आता है")
    draft_material(by=by, material=done)
    _trial(by, done, 15, 12, 11, "पास पर लिखे नंबर पर फ़ोन करना है")
    approve_material(by=by, material=done, on=_days_ago(9))
    former = AddMaterial(**where, kind="film", title_hi="सुरक्षित प्रवास: एक फ़िल्म", published_on=_days_ago(700))
    add_material(by=by, command=former)


def _trial(by: Actor, material: Material, ago: int, listeners: int, understood: int, words: str) -> None:
    command = RecordTrial(
        organisation=material.organisation_id,
        place=material.place,
        village="सालटोली",
        material=material,
        tried_on=_days_ago(ago),
        listeners=listeners,
        understood=understood,
        what_understood=words,
    )
    TRIAL.record(by=by, command=command)
    material.refresh_from_db(fields=["stage"])


def _hand_out(materials: list[Material]) -> None:
    """Every member has received copies and given some of them out; two were asked for more."""
    for number, office in enumerate(members().order_by("code")):
        by = Actor(None, (Post(Role.COORDINATOR, office.id),))
        where = {"organisation": office.id, "place": districts_of(office.id, clock.today())[0]}
        with acting_as(by):
            for material, copies in zip(materials, (150, 30), strict=True):
                _line(by, material, "received", copies, 14, where)
                _line(by, material, "given", copies * (4 + number % 6) // 10, 3 + number % 9, where)
            if number % 6 == 2:
                _line(by, materials[1], "asked", 40, 2, where)


def _line(by: Actor, material: Material, kind: str, copies: int, ago: int, where: Mapping[str, Any]) -> None:
    command = RecordDistribution(**where, material=material, kind=kind, copies=copies, given_on=_days_ago(ago))
    DISTRIBUTION.record(by=by, command=command)


def _days_ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)
