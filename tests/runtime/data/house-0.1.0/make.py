"""How `house.jatan` was made: run with the code of commit 5cd4089 (version 0.1.0), never with a later one.

    git worktree add /tmp/old 5cd4089
    cd /tmp/old && JATAN_HOME=/tmp/home PYTHONPATH=src:. python .../make.py /tmp/out

It builds the demo with three small members, adds one row of every other kind, and writes into the folder named:
`house.jatan` (by `./jatan backup`), `home/` (what a backup does not hold: signing key, marks key, pepper, verifying
keys) and `manifest.json` (rows and a hash of the content of each table, what must still open afterwards).
"""

import datetime as dt
import hashlib
import json
import shutil
import sys
from pathlib import Path

from jatan.config.startup import setup_django

setup_django()

import psycopg  # noqa: E402
from allauth.mfa.adapter import get_adapter  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.usersessions.models import UserSession  # noqa: E402
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, Permission  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import connections  # noqa: E402
from jatan.config import options, startup  # noqa: E402
from jatan.config.backup.saving import backup  # noqa: E402
from jatan.config.postgres import cluster, roles  # noqa: E402
from jatan.programme.cases.file.opening import open_file  # noqa: E402
from jatan.programme.cases.selectors import register  # noqa: E402
from jatan.web.demo import build, plan, trips  # noqa: E402
from jatan.web.demo.keys import people_with_keys  # noqa: E402
from psycopg import sql  # noqa: E402

from jatan.foundation.access.models import Account, Invitation  # noqa: E402
from jatan.foundation.access.walls import acting_as  # noqa: E402
from jatan.foundation.network.models import Organisation  # noqa: E402
from jatan.foundation.places.models import Place  # noqa: E402
from jatan.foundation.vault.models import Unlock  # noqa: E402
from jatan.intake.messaging.models import OptOut, SendingRules, Template  # noqa: E402
from jatan.kernel import clock  # noqa: E402
from jatan.programme.cases.file.papers import PaperWriter, keep_paper  # noqa: E402
from jatan.programme.groups.models import FoldState  # noqa: E402
from jatan.programme.people.models import KeyState, LookUp  # noqa: E402
from jatan.programme.safeguarding.models import PlanVersion  # noqa: E402

PAPER = "सिमडेगा की चिट्ठी".encode() * 40
SECRET = "JBSWY3DPEHPK3PXP"
TABLES = """
SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1
"""


def make_small() -> None:
    shares = plan.shares
    plan.shares = lambda rng, total, parts, *, low=1: shares(rng, total, parts, low=min(low, total // parts))
    plan.MEMBERS_OF_THE_DEMO = plan.MEMBERS_OF_THE_DEMO[:3]
    plan.MEETINGS = tuple(plan.Meetings(m.kind, 6, 60, m.title_hi, m.title_en, m.sexes) for m in plan.MEETINGS)
    plan.FORUMS, plan.MEMBERS, plan.ISSUES, plan.RESOLVED, plan.CASES = 6, 24, 24, 15, 9
    plan.LINKAGES, plan.APPLIED_ONLY, plan.REACHED, plan.REACH_ROWS, plan.JOURNEYS = 24, 6, 600, 39, 18
    trips.PARTIES = (("D01", 1), ("D02", 2), ("D03", 5))


def one_of_each_kind() -> None:
    """The rows that the tests of the house make of every kind, written for the demo's own people."""
    from tests.cast import Cast
    from tests.house import belongings

    belongings.withdraw_case = lambda **_words: None  # asks for open keys where a team stands

    email = "{}@demo.jatan".format
    blocks = {
        code: list(Place.objects.filter(level="block", district__lgd_code=code).order_by("name_en")[:2])
        for code in (331, 606)
    }
    names = {
        "field_worker": "field",
        "desk_operator": "desk",
        "counsellor": "counsellor",
        "supervisor": "supervisor",
        "legal_officer": "legal",
        "coordinator": "coordinator",
        "khunti_coordinator": "khunti",
        "khunti_desk": "khunti",
        "secretariat": "secretariat",
        "researcher": "researcher",
        "auditor": "auditor",
        "administrator": "administrator",
    }
    cast = Cast(
        Organisation.objects.get(code="D03"),
        Organisation.objects.get(code="D02"),
        Organisation.objects.get(kind="network"),
        Place.objects.get(level="district", lgd_code=331),
        Place.objects.get(level="district", lgd_code=606),
        *blocks[331],
        blocks[606][0],
        {part: Account.objects.get(email=email(name)) for part, name in names.items()},
    )
    belongings.belongings(cast, "coordinator")


def paper_in_a_case() -> dict[str, str]:
    worker = people_with_keys()["counsellor@demo.jatan"]
    with acting_as(worker.actor):
        for case in register(worker.actor, worker.keyring).order_by("code"):
            try:
                found = open_file(worker.actor, worker.keyring, case.pk)
            except Exception:  # a case whose days still wait
                continue
            if found.case.is_closed:
                continue
            writer = PaperWriter(case.organisation_id, case.pk)
            writer.add(PAPER)
            writer.finish()
            keep_paper(
                by=worker.actor,
                keyring=worker.keyring,
                found=found,
                writer=writer,
                title="चिट्ठी",
                name="a.pdf",
                media_type="application/pdf",
            )
            return {"account": "counsellor@demo.jatan", "case": str(case.pk), "paper": PAPER.decode()}
    raise LookupError("no open case")


def rows_that_no_service_makes_here() -> str:
    """As the superuser, past all walls. Answers the key of a session."""
    account, gumla = Account.objects.get(email="field@demo.jatan"), Organisation.objects.get(code="D03")
    place = Place.objects.get(level="district", lgd_code=331)
    where = {"organisation": gumla, "place": place}
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session.set_expiry(dt.timedelta(days=3650))
    session.save()
    UserSession.objects.create(user=account, ip="203.0.113.9", user_agent="x", session_key=session.session_key)
    Authenticator.objects.create(user=account, type="totp", data={"secret": get_adapter().encrypt(SECRET)})
    Invitation.objects.create(account=account, token_digest="a" * 64, expires_at=clock.now())
    attempt = AccessAttempt.objects.create(
        username="x", ip_address="203.0.113.9", get_data="", post_data="", failures_since_start=1
    )
    AccessAttemptExpiration.objects.create(access_attempt=attempt, expires_at=clock.now())
    AccessFailureLog.objects.create(username="x", ip_address="203.0.113.9")
    AccessLog.objects.create(username="x", ip_address="203.0.113.9")
    address = account.emailaddress_set.create(email=account.email)
    address.emailconfirmation_set.create(key="k" * 40)
    group = Group.objects.create(name="x")
    group.permissions.add(Permission.objects.all()[0])
    cache.set("x", 1, 3600)
    OptOut.objects.create(**where, phone="9000000009")
    Template.objects.create(**where, purpose="answer", language="hi", text="x")
    SendingRules.objects.create(**where)
    FoldState.objects.get_or_create(organisation=gumla, defaults={"fold_version": "x"})
    KeyState.objects.get_or_create(organisation=gumla, defaults={"fold_version": "x"})
    LookUp.objects.create(organisation=gumla, account=account.pk, day=clock.today(), scope="block", looked=1)
    body = {"version": "made by hand"}
    PlanVersion.objects.create(organisation=gumla, kind="ladder", number=1, body=body, from_day=dt.date(2031, 1, 1))
    Unlock.objects.create(organisation=gumla, account=account.pk, epoch=1, ended_at=clock.now())
    default_storage.save("photos/x.txt", ContentFile("एक फ़ाइल".encode()))
    return str(session.session_key)


def content(connection: psycopg.Connection) -> dict[str, dict[str, object]]:
    """By table: its columns, how many rows, and SHA-256 of all rows' text in order."""
    found = {}
    for table, columns in connection.execute(TABLES).fetchall():
        row = sql.SQL("ROW({})::text").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
        rows = sorted(
            text for (text,) in connection.execute(sql.SQL("SELECT {} FROM {}").format(row, sql.Identifier(table)))
        )
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found[table] = {"columns": columns, "rows": len(rows), "sha256": digest}
    return found


def main(out: Path) -> None:
    make_small()
    startup.prepare(_quiet)
    startup.ready()
    build.build_demo(_quiet)
    one_of_each_kind()
    opens = paper_in_a_case()
    superuser = roles.conninfo(cluster.cluster(), cluster.SUPERUSER)
    settings_dict = connections["default"].settings_dict
    connections["default"].close()
    settings_dict["USER"] = cluster.SUPERUSER
    session = rows_that_no_service_makes_here()
    connections.close_all()
    out.mkdir(parents=True)
    backup(out / "house.jatan", _quiet)
    with psycopg.connect(superuser) as connection:
        tables = content(connection)
    files = {
        path.relative_to(settings.MEDIA_ROOT).as_posix(): path.stat().st_size
        for path in sorted(Path(settings.MEDIA_ROOT).rglob("*"))
        if path.is_file()
    }
    facts = {"tables": tables, "files": files, "session": session, "second_step": SECRET, "opens": opens}
    (out / "manifest.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name in ("secret", "marks.key", "vault"):
        source = options.home() / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, _folder(out / "home") / name)
    if empty := [table for table, facts in tables.items() if not facts["rows"]]:
        raise LookupError(f"no row in {empty}")


def _quiet(_line: str) -> None:
    """Progress that nobody reads."""


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


main(Path(sys.argv[1]))
