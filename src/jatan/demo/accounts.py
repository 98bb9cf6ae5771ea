"""The demo's accounts: one per role, without a password; the sign-in page offers them only in demo mode."""

from collections.abc import Iterable

from jatan.demo import plan
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.network_file import SECRETARIAT
from jatan.foundation.places.models import Place

_GUMLA, _KHUNTI = "D03", "D02"
SECOND_OF_SECRETARIAT = "secretariat2@demo.jatan"
# (sign-in name, name, role, organisation code)
PEOPLE = (
    ("field@demo.jatan", "फूलमनी (नमूना)", Role.FIELD_WORKER, _GUMLA),
    ("desk@demo.jatan", "अनूप (नमूना)", Role.DESK_OPERATOR, _GUMLA),
    ("counsellor@demo.jatan", "सरोज (नमूना)", Role.COUNSELLOR, _GUMLA),
    ("counsellor2@demo.jatan", "नीलम (नमूना)", Role.COUNSELLOR, _GUMLA),
    ("supervisor@demo.jatan", "अंजना (नमूना)", Role.SUPERVISOR, _GUMLA),
    ("legal@demo.jatan", "शबनम (नमूना)", Role.LEGAL_OFFICER, _GUMLA),
    ("coordinator@demo.jatan", "जसिंता (नमूना)", Role.COORDINATOR, _GUMLA),
    ("khunti@demo.jatan", "विजय (नमूना)", Role.COORDINATOR, _KHUNTI),
    ("khunti.counsellor@demo.jatan", "प्रमिला (नमूना)", Role.COUNSELLOR, _KHUNTI),
    ("khunti.supervisor@demo.jatan", "आशा (नमूना)", Role.SUPERVISOR, _KHUNTI),
    ("secretariat@demo.jatan", "मालती (नमूना)", Role.SECRETARIAT, SECRETARIAT),
    (SECOND_OF_SECRETARIAT, "रोशनी (नमूना)", Role.SECRETARIAT, SECRETARIAT),
    ("researcher@demo.jatan", "पूनम (नमूना)", Role.RESEARCHER, SECRETARIAT),
    ("auditor@demo.jatan", "इकबाल (नमूना)", Role.AUDITOR, SECRETARIAT),
    ("administrator@demo.jatan", "सुरेश (नमूना)", Role.ADMINISTRATOR, SECRETARIAT),
)


def make_accounts(people: Iterable[tuple[str, str, Role, str]]) -> dict[Role, Account]:
    """Create the accounts and postings that are missing; returns the first account of each role."""
    organisations = {row.code: row for row in Organisation.objects.all()}
    made: dict[Role, Account] = {}
    for email, name, role, code in people:
        account = Account.objects.filter(email=email).first()
        if account is None:
            account = Account.objects.create_user(email, None, name=name, is_demo=True)
        _post(account, role, organisations[code])
        made.setdefault(role, account)
    return made


def _post(account: Account, role: Role, organisation: Organisation) -> None:
    if account.postings.exists():
        return
    place = None
    if role == Role.FIELD_WORKER:
        district = organisation.districts.get().district
        place = Place.objects.filter(level="block", district=district).order_by("name_en")[0]
    Posting.objects.create(account=account, role=role, organisation=organisation, place=place, since=plan.FIRST)
