"""Paragraphs of the demo's papers, written through the service by the secretariat and by one member."""

from collections.abc import Mapping

from jatan.demo import plan
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.periods import Period, financial_year

_REPORT = Period(plan.FIRST, plan.LAST)
# (place, Hindi, English) over the years of the published report. Other places stay empty, as an invitation.
_OF_THE_NETWORK = (
    (
        "account_opening",
        "यह नमूना है: यहाँ लिखी हर बात और हर संख्या बनाई हुई है।\n\nइन तीन सालों में गाँवों के फोरम जाने वालों से "
        "जाने से पहले बात करने लगे।",
        "This is a sample: every word and number here is made up.\n\nIn these three years the forums began to talk "
        "with those who leave, before they leave.",
    ),
    (
        "account_results",
        "जिन पंचायतों में शिविर लगे, वहाँ से अगले महीनों में ज़्यादा लोग दर्ज होकर गए। दो ज़िलों में यह नहीं हो पाया।",
        "From panchayats that held a camp, more people left registered in the months after. In two districts this did "
        "not succeed.",
    ),
    (
        "donor_opening",
        "यह नमूना रिपोर्ट है। जो वादा किया था, उसके आगे लिखा है कि कितना हुआ।",
        "This is a sample report. Beside what was promised it says how much was done.",
    ),
)
_OF_ONE_MEMBER = ("account_opening", "हमारे ज़िले में फोरम हर महीने मिलते हैं। (नमूना)", "")


def record_paragraphs(accounts: Mapping[Role, Account]) -> None:
    """Write the network's paragraphs of the published years, one of them twice, and a member's of this year."""
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        network = by.home_organisations[0]
        days = (_REPORT.start, _REPORT.end)
        for place, hindi, english in _OF_THE_NETWORK:
            first = write_paragraph(by=by, command=WriteParagraph(network, place, *days, hindi, ""))
            before = first.id if first is not None else None
            write_paragraph(by=by, command=WriteParagraph(network, place, *days, hindi, english, before=before))
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        place, hindi, english = _OF_ONE_MEMBER
        year = financial_year(clock.today())
        command = WriteParagraph(by.home_organisations[0], place, year.start, year.end, hindi, english)
        write_paragraph(by=by, command=command)
