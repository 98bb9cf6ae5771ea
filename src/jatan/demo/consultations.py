"""Consultations, media mentions with copies and meetings on laws of the demo, dated relative to today.

Everything is invented: no such meeting was held and no such report was printed.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.allies.clippings import add_clipping
from jatan.programme.allies.commands import AddClipping, RecordMention
from jatan.programme.allies.services import MENTION
from jatan.programme.consultations.commands import (
    AddFile,
    HoldConsultation,
    Invite,
    PlanConsultation,
    Recommend,
    ShowEvidence,
)
from jatan.programme.consultations.models import Consultation, Invitation
from jatan.programme.consultations.records import (
    EVIDENCE,
    RECOMMENDATION,
    add_file,
    follow_recommendation,
)
from jatan.programme.consultations.services import (
    CONSULTATION,
    hold_consultation,
    invite,
    note_replies,
)

# (office, post, kind)
_STATE_GUESTS = (
    ("श्रम, नियोजन एवं प्रशिक्षण विभाग", "संयुक्त श्रमायुक्त", "government"),
    ("महिला, बाल विकास विभाग", "निदेशक", "government"),
    ("राज्य महिला आयोग", "सदस्य", "government"),
    ("अपराध अनुसंधान विभाग (CID)", "मानव तस्करी निरोध कोषांग", "police"),
    ("झालसा", "सदस्य सचिव", "judiciary"),
    ("पंचायती राज प्रतिनिधि संघ", "", "panchayat"),
    ("असंगठित मज़दूर यूनियन", "", "labour"),
    ("विश्वविद्यालय, समाजशास्त्र विभाग", "", "research"),
)
_BLOCK_GUESTS = (
    ("प्रखंड विकास कार्यालय", "प्रखंड विकास पदाधिकारी", "government"),
    ("महिला थाना", "थाना प्रभारी", "police"),
    ("बाल विकास परियोजना कार्यालय", "सीडीपीओ", "government"),
    ("प्रवासी फोरम", "अध्यक्ष", "community"),
)
_PAGE = (
    '<!doctype html><html lang="hi"><head><meta charset="utf-8"><title>हर प्रखंड में नोडल अधिकारी की माँग</title></head>'
    "<body><h1>हर प्रखंड में नोडल अधिकारी की माँग</h1><p>नमूना: यह खबर बनाई हुई है, कहीं छपी नहीं।</p></body></html>"
)


def record_consultations(accounts: Mapping[Role, Account]) -> None:
    """Consultations of the secretariat and of one member, with what was said about them. Nothing if there are some."""
    coordinator = actor_of(accounts[Role.COORDINATOR])
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        if Consultation.objects.filter(organisation_id=by.home_organisations[0]).exists():
            return
        _record_of_secretariat(by)
    with acting_as(coordinator) as by:
        _record_of_member(by)


def _record_of_secretariat(by: Actor) -> None:
    state = Place.objects.get(level="state", name_en="Jharkhand")
    delhi = Place.objects.get(level="state", name_en="Delhi")
    where: dict[str, Any] = {"organisation": by.home_organisations[0], "place": state}
    held = _held(
        by,
        {
            **where,
            "level": "state",
            "title": "प्रवासी महिलाओं के हक और कानून: राज्य परामर्श",
            "planned_on": _ago(72),
            "venue": "राँची",
            "purpose": "13 ज़िलों के अनुभव सामने रखना और विभागों से मिलकर आगे की राह तय करना।",
            "agenda": "ज़िलों के अनुभव\nकानून और उनकी पहुँच\nविभागों के जवाब\nआगे की राह",
            "law_topics": ["trafficking", "domestic_violence", "workplace_harassment", "migrant_work"],
        },
        _STATE_GUESTS,
        came=6,
        women=46,
        men=31,
    )
    _recommend(by, held, "हर प्रखंड में यौन उत्पीड़न की शिकायत लेने वाला नोडल अधिकारी", "महिला, बाल विकास विभाग", 40)
    taken_up = _recommend(by, held, "प्रवासी मज़दूरों का पंजीकरण पंचायत भवन में हो", "श्रम विभाग", -30)
    follow_recommendation(
        by=by,
        recommendation=taken_up,
        outcome="taken_up",
        outcome_on=_ago(25),
        what_became="दो ज़िलों में शुरू हुआ",
    )
    EVIDENCE.record(
        by=by,
        command=ShowEvidence(
            consultation=held,
            kind="number",
            shown="प्रवासी फोरम",
            indicator="forums",
            value="forums",
            since=dt.date(2021, 4, 1),
            until=dt.date(2024, 3, 31),
        ),
    )
    minutes = ContentFile(_empty_page(), name="कार्यवाही (नमूना).pdf")
    add_file(by=by, command=AddFile(consultation=held, kind="minutes"), upload=minutes)
    _held(
        by,
        {
            **where,
            "place": delhi,
            "level": "national",
            "title": "सुरक्षित प्रवास पर राष्ट्रीय परामर्श",
            "planned_on": _ago(400),
            "venue": "नई दिल्ली",
            "law_topics": ["trafficking", "migrant_work"],
        },
        _STATE_GUESTS[:3],
        came=3,
        women=58,
        men=64,
    )
    _plan(by, where)
    _record_mentions(by, where)


def _plan(by: Actor, where: Mapping[str, Any]) -> None:
    """The next one, with invitations of which some are answered."""
    row = CONSULTATION.record(
        by=by,
        command=PlanConsultation(
            **where,
            level="state",
            title="श्रम संहिताओं के बाद प्रवासी मज़दूर: राज्य परामर्श",
            planned_on=_ago(-16),
            venue="राँची",
            law_topics=["migrant_work", "bonded_labour"],
        ),
    )
    invited = _invite(by, row, _STATE_GUESTS, _ago(4))
    replies = dict(zip((one.pk for one in invited[:4]), ("comes", "sends", "not", "comes"), strict=True))
    note_replies(by=by, consultation=row, replies=replies, on=_ago(1))


def _record_mentions(by: Actor, where: Mapping[str, Any]) -> None:
    rows = MENTION.record_all(
        by=by,
        commands=[
            RecordMention(
                **where,
                published_on=_ago(71),
                outlet="राँची दर्पण (नमूना)",
                medium="newspaper",
                title="प्रवासी महिलाओं के हक पर राज्य परामर्श",
                tone="favourable",
                reach=12000,
                spokesperson="नेटवर्क दफ़्तर",
                law_topic="trafficking",
            ),
            RecordMention(
                **where,
                published_on=_ago(70),
                outlet="झारखंड समाचार (नमूना)",
                medium="web",
                title="हर प्रखंड में नोडल अधिकारी की माँग",
                url="https://example.org/khabar",
                tone="neutral",
                law_topic="workplace_harassment",
            ),
            RecordMention(
                **where,
                published_on=_ago(18),
                outlet="सामुदायिक रेडियो (नमूना)",
                medium="radio",
                title="जाने से पहले नाम लिखवाएँ",
                tone="favourable",
                campaign="जाने से पहले नाम लिखवाएँ",
            ),
        ],
    )
    copies = (("cutting", "कतरन (नमूना).jpg", _cutting()), ("page", "खबर (नमूना).html", _PAGE.encode()))
    for row, (kind, name, content) in zip(rows, copies, strict=False):
        command = AddClipping(**where, mention=row, kind=kind, copied_on=row.published_on)
        add_clipping(by=by, command=command, upload=ContentFile(content, name=name))


def _record_of_member(by: Actor) -> None:
    organisation = by.home_organisations[0]
    district = Organisation.objects.get(pk=organisation).districts.get().district_id
    block = Place.objects.filter(level="block", district_id=district).order_by("name_en")[0]
    where: dict[str, Any] = {"organisation": organisation, "place": block}
    row = _held(
        by,
        {
            **where,
            "level": "block",
            "title": "घरेलू हिंसा कानून पर प्रखंड परामर्श",
            "planned_on": _ago(20),
            "venue": "प्रखंड सभागार",
            "law_topics": ["domestic_violence"],
        },
        _BLOCK_GUESTS,
        came=3,
        women=27,
        men=9,
    )
    _recommend(by, row, "सुरक्षा अधिकारी का नंबर हर आंगनबाड़ी में लिखा जाए", "प्रखंड विकास कार्यालय", -10)
    meetings = (
        ("officials_meeting", 33, "domestic_violence", "महिला थाना और सीडीपीओ के साथ बैठक", 5, 6),
        ("awareness", 27, "witch_branding", "डायन प्रथा पर गाँव में बातचीत", 41, 22),
        ("adolescent_meeting", 15, "child_marriage", "बाल विवाह पर किशोरी बैठक", 24, 0),
        ("forum_meeting", 9, "bonded_labour", "पेशगी और बंधुआ मज़दूरी", 11, 14),
    )
    commands = [
        RecordActivity(**where, kind=kind, held_on=_ago(days), law_topic=law, topic=topic, women=women, men=men)
        for kind, days, law, topic, women, men in meetings
    ]
    ACTIVITY.record_all(by=by, commands=commands)


def _held(
    by: Actor,
    plan: Mapping[str, Any],
    guests: Sequence[tuple[str, str, str]],
    *,
    came: int,
    women: int,
    men: int,
) -> Consultation:
    """A consultation that was held on the day planned; the first `came` of its guests were there."""
    row = CONSULTATION.record(by=by, command=PlanConsultation(**plan))
    invited = _invite(by, row, guests, row.planned_on - dt.timedelta(days=15))
    ticked = frozenset(one.pk for one in invited[:came])
    command = HoldConsultation(consultation=row, held_on=row.planned_on, came=ticked, women=women, men=men)
    hold_consultation(by=by, command=command)
    return row


def _invite(by: Actor, row: Consultation, guests: Sequence[tuple[str, str, str]], on: dt.date) -> list[Invitation]:
    commands = [
        Invite(consultation=row, institution=office, post=post, kind=kind, invited_on=on, means="letter")
        for office, post, kind in guests
    ]
    return invite(by=by, commands=commands)


def _recommend(by: Actor, row: Consultation, what: str, to: str, due_ago: int) -> Any:
    """A recommendation of the day; `due_ago`: days before today by which it was to be done, negative for later."""
    command = Recommend(consultation=row, made_on=row.planned_on, what=what, addressed_to=to, due_on=_ago(due_ago))
    return RECOMMENDATION.record(by=by, command=command)


def _ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def _cutting() -> bytes:
    """A drawn column of a newspaper: lines instead of words, since nothing was printed."""
    paper = Image.new("RGB", (420, 560), "#efe9dc")
    pen = ImageDraw.Draw(paper)
    pen.rectangle((24, 24, 396, 66), fill="#4a4038")
    pen.rectangle((24, 84, 200, 220), fill="#b9a98c")
    for line in range(18):
        left = 220 if line < 7 else 24
        pen.rectangle((left, 88 + line * 25, 396 - (line % 3) * 22, 96 + line * 25), fill="#8d8375")
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=70)
    return out.getvalue()


def _empty_page() -> bytes:
    """A PDF of one empty A4 page."""
    page = io.BytesIO()
    Image.new("L", (595, 842), 255).save(page, "PDF")
    return page.getvalue()
