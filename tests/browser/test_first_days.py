"""From an empty JATAN_HOME to a house in daily work, by the page `docs/how-to/begin-a-house.md`, on a narrow screen.

Everything is real: the commands of that page in their order, web server and worker as processes, Chromium without
scripts, and the codes of an authenticator app. The list on the home page says what comes next and ends empty.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser as Chromium

from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.intake.registers import workbooks
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.form_posters import free_port, get
from tests.runtime.homes import fresh_home

pytestmark = [pytest.mark.browser]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "begin-a-house.md"
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
PASSWORD, PASSPHRASE = "साल के पेड़ के नीचे चाँद", "नदी किनारे पुराना महुआ पेड़"
SHARE = re.compile(r"(?:[A-Z2-7]{2,4}[ \n]){30,}")
LIST, NEXT = "main .setup > li", "main .setup > li.now a.button"
TOTP_SECONDS, CODES_TYPED = 30, 3
IST_SECONDS = 19_800
ANSWERS = {
    "network": {
        "network": {"name_en": "Jatan network", "name_hi": "जतन नेटवर्क"},
        "organisations": [
            {
                "code": "G01",
                "name_en": "Gumla Rural Society",
                "name_hi": "गुमला ग्रामीण समिति",
                "districts": [331],
                "member_since": "2021-04-01",
            }
        ],
    },
    "administrator": {"name": "अनिता टोप्पो", "email": "anita@example.org"},
    "second_person": {"name": "मरियम लकड़ा", "email": "mariam@example.org"},
}
LABELS = (
    "आपके लॉगिन की दूसरी जाँच",
    "नेटवर्क दफ़्तर में एक दूसरा व्यक्ति",
    "सदस्य संस्थाएँ",
    "हर सदस्य संस्था में एक समन्वयक",
    "रजिस्टर",
    "मुहरबंद केस फ़ाइलों की चाबियाँ",
    "बैकअप",
)


@dataclass
class Commands:
    """The commands of the page, each run once and in its order."""

    home: Path
    port: int
    left: list[str] = field(
        default_factory=lambda: re.findall(r"^ *\./jatan (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    )

    def take(self, begins_with: str, **places: str) -> list[str]:
        """The words of the page's next command, with what stands for this house's own names replaced."""
        command = self.left.pop(0)
        assert command.startswith(begins_with), f"the page says {command!r} where {begins_with!r} is due"
        for example, own in places.items():
            assert example in command, (example, command)
            command = command.replace(example, own)
        return command.split()

    def run(self, begins_with: str, *, typed: str = "", **places: str) -> str:
        """Run the page's next command to its end; its output, which is also written where the page says `> FILE`."""
        words, _arrow, target = " ".join(self.take(begins_with, **places)).partition(" > ")
        done = subprocess.run(
            [sys.executable, "-m", "jatan", *words.split()],
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, "LANG": "en"},
            cwd=self.home,
        )
        assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
        if target:
            (self.home / target).write_text(done.stdout, "utf-8")
        return done.stdout


@dataclass
class Person:
    """Somebody at her own telephone, with the recovery codes of her second step on paper."""

    at: Desk
    name: str
    codes: list[str] = field(default_factory=list)

    def accept(self, link: str, **code: str) -> None:
        """Open an invitation link, choose the password and set up the second step, which every role here needs.

        `code`: that of the second person.
        """
        self.at.open(link).answer("", password1=PASSWORD, password2=PASSWORD, **code)
        self.photograph("invitation")
        self.at.press()
        assert self.at.page.url.endswith("/account/second-step/"), self.at.text()
        self.photograph("second-step")
        self.at.follow('main a[href$="/second-step/telephone/"]')
        self.photograph("telephone")
        for _try in range(CODES_TYPED):
            secret = self.at.page.locator("main form code").first.inner_text().strip()
            self.at.answer("", code=app_code(secret)).press()
            # A code that ends while it is on its way is refused, and the page asks for the newest one.
            if not self.at.page.url.endswith("/telephone/"):
                break
        self.photograph("recovery-codes")
        self.codes = self.at.page.locator("main ol code").all_inner_texts()
        assert len(self.codes) >= 10, self.at.text()
        self.at.follow('main .actions a[href="/"]')

    def home(self) -> "Person":
        self.at.open("/")
        return self

    def follow_list(self, path: str) -> Desk:
        """Press the button of the line that is next; it must lead to `path`."""
        self.home().photograph("list")
        self.at.follow(NEXT)
        if "/code/again/" in self.at.page.url:  # what she does next needs a second step of the last ten minutes
            self.at.answer("", code=self.codes.pop()).press()
        assert path in self.at.page.url, f"the list of {self.name} leads to {self.at.page.url}: {self.at.text()}"
        return self.at

    def lines(self) -> dict[str, str]:
        """The lines of the list on her home page: {label: state}; empty if there is no list."""
        self.home()
        found = self.at.page.locator(LIST)
        states = found.evaluate_all("lines => lines.map(one => [one.querySelector('b').textContent, one.className])")
        return dict(states)

    def photograph(self, what: str) -> None:
        if PICTURES:
            count = len(list(Path(PICTURES).glob("*-360.png")))
            for width in (360, 1280):
                self.at.page.set_viewport_size({"width": width, "height": 740})
                self.at.page.screenshot(path=f"{PICTURES}/{count:02}-{self.name}-{what}-{width}.png", full_page=True)
            self.at.page.set_viewport_size({"width": 360, "height": 740})


def _answers(port: int) -> bool:
    try:
        return get(port, "", "/account/sign-in/")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def app_code(secret: str) -> str:
    """The code that an authenticator app shows now."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_SECONDS))
    return code


def shown_link(at: Desk) -> str:
    """The invitation link on the page that shows it once."""
    return str(at.page.locator("main #link").input_value())


def invite(person: Person, **answers: str) -> str:
    """Fill in the invitation form, which is open; the link of the invited."""
    person.at.answer("", **answers)
    person.photograph("invite")
    person.at.press()
    person.photograph("link")
    return shown_link(person.at)


def begin(commands: Commands) -> str:
    """Write down network and people in the file that the page's command makes; what is printed then."""
    commands.run("init --template")
    answers = commands.home / "answers.json"
    example = json.loads(answers.read_text("utf-8"))
    answers.write_text(json.dumps(example | ANSWERS | {"address": f"http://localhost:{commands.port}"}), "utf-8")
    return commands.run("init --answers")


def agree(person: Person) -> str:
    """The second person's yes, from her home page; the code that she hands over."""
    at = person.home().at.follow('main a[href*="/accounts/requests/"]:not([href$="/requests/"])')
    if "/code/again/" in at.page.url:
        at.answer("", code=person.codes.pop()).press()
    person.photograph("agree")
    at.press("main button[value=agree]")
    person.photograph("code")
    return str(at.page.locator("main .code-large").inner_text().strip())


def enter_member(person: Person) -> None:
    """A member on pages, with its district."""
    at = person.at.open("/organisations/new/")
    at.answer("", code="K01", name_hi="आशा ग्रामीण केंद्र", name_en="Asha Rural Centre", member_since="1/4/2021").press()
    person.photograph("member")
    assert person.lines()["सदस्य संस्थाएँ"] == "now"
    at = person.follow_list("/organisations/")
    at.follow('main a[href$="/districts/new/"]')
    at.page.locator('main [name="district"]').select_option(label="खूँटी")
    at.answer("", since="1/4/2021").press()


def import_workbook(person: Person, path: Path) -> None:
    """Upload, look, take in; the worker does both in the background, and the page reloads itself."""
    at = person.follow_list("/registers/")
    person.photograph("registers")
    at.page.locator('main [name="workbooks"]').set_input_files(path)
    at.press("main form:has([name=workbooks]) button[type=submit]")
    at.page.locator('main form[action$="/take-in/"] button').wait_for(timeout=60_000)
    person.photograph("preview")
    at.press('main form[action$="/take-in/"] button')
    at.page.locator("main .alert.good").wait_for(timeout=60_000)
    person.photograph("taken-in")


def hold_ceremony(commands: Commands) -> list[list[str]]:
    """The command at the server's keyboard; the three shares as they are copied, line by line."""
    output = commands.run("keys ceremony", typed="y\n", G01="G01")
    shares = [found.strip().split("\n") for found in SHARE.findall(output)]
    assert len(shares) == 3, output
    return shares


def set_up_keys(person: Person) -> None:
    """Passphrase and recovery codes of the supervisor."""
    person.at.open("/keys/").answer("", passphrase=PASSPHRASE, again=PASSPHRASE)
    person.photograph("keys")
    person.at.press()
    assert person.at.page.locator("main ol code").count() == 10
    person.photograph("keys-made")


def first_week(person: Person, colleague: Person) -> None:
    """A member of two people: nobody is scolded, every entry of the menu leads somewhere and says what would fill it, a
    meeting is recorded, and stands in the first report.
    """
    at = person.home().at
    person.photograph("first-week")
    assert at.page.locator("main .badge.late, main .alert.late").count() == 0, at.text()
    for one in (person, colleague):
        entries = one.at.open("/rooms/").page.locator("#menu > .side-list > li > a")
        pages = dict.fromkeys(entries.evaluate_all("links => links.map(one => one.getAttribute('href'))"))
        assert 4 <= len(pages) <= 9, pages
        for path in pages:
            one.at.open(path)
            assert one.at.page.locator("main h1").inner_text(), path
            # That nothing is due is no list that has to be filled.
            bare = 0 if path == "/" else one.at.page.locator("main .empty:not(:has(p)):not(:has(a))").count()
            assert bare == 0, (path, one.at.text())
    at.open("/record/").follow('main a[href="/activities/new/"]')
    for name in ("kind", "place"):
        at.page.locator(f'main [name="{name}"]').select_option(index=1)
    day = time.strftime("%d/%m/%Y", time.gmtime(time.time() + IST_SECONDS))
    at.answer("", held_on=day, total="12").press()
    assert "/new/" not in at.page.url, at.text()
    person.photograph("meeting")
    # Without being asked a report is of the last quarter that is over: the meeting lies in the running year.
    at.follow('.thumb-bar a[href="/reports/"]').follow('main .chips a:text-is("यह वित्तीय साल (अप्रैल से मार्च)")')
    figures = at.page.locator("main").get_by_text(re.compile(r"^\s*12\s*$"))
    wait_until(lambda: at.open(at.page.url) and figures.count() > 0, what="the meeting's people stand in the report")
    person.photograph("first-report")


@contextmanager
def running(commands: Commands) -> Iterator[str]:
    """Web server and worker by the page's command; the address of the house."""
    words = [*commands.take("run"), "--port", str(commands.port)]
    log = commands.home / "run.log"
    process = start_jatan(*words, environment=os.environ, log=log)
    address = f"http://localhost:{commands.port}"
    try:
        wait_until(lambda: _answers(commands.port), what=f"the pages are served, see {log}", working=process)
        yield address
    finally:
        kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


@contextmanager
def everybody(chrome: Chromium, address: str, *names: str) -> Iterator[list[Person]]:
    """Each at her own narrow screen, in Hindi, without scripts."""
    with ExitStack() as stack:
        yield [Person(stack.enter_context(desk(chrome, address, None, (), has_scripts=False)), name) for name in names]


def test_a_house_is_begun_by_its_own_people(chrome: Launched, tmp_path: Path) -> None:
    workbook = workbooks.meetings(tmp_path / "registers.xlsx", workbooks.meeting(1), workbooks.meeting(2, "13/03/2022"))
    with fresh_home() as home, chrome() as opened:
        commands = Commands(home, free_port())
        printed = begin(commands)
        first_link, second_link = re.findall(r"http://\S+/invitation/\S+", printed)
        names = ("administrator", "secretariat", "gumla", "khunti", "supervisor", "colleague")
        with (
            running(commands) as address,
            everybody(opened, address, *names) as (administrator, secretariat, gumla, khunti, supervisor, colleague),
        ):
            administrator.accept(first_link)
            assert administrator.lines()["नेटवर्क दफ़्तर में एक दूसरा व्यक्ति"] == "waiting"
            secretariat.accept(second_link)

            enter_member(administrator)
            for code, coordinator in (("G01", gumla), ("K01", khunti)):
                at = administrator.follow_list("/accounts/invite/")
                assert at.page.locator('main [name="role"]').input_value() == "coordinator"
                link = invite(administrator, name=f"समन्वयक {code}", email=f"{coordinator.name}@example.org")
                coordinator.accept(link, code=agree(secretariat))

            gumla.follow_list("/accounts/invite/")
            to_supervisor = invite(gumla, name="सुनीता कुजूर", email="sunita@example.org", role="supervisor")
            khunti.follow_list("/accounts/invite/")
            to_colleague = invite(khunti, name="दशरथ मुंडा", email="dashrath@example.org", role="desk_operator")
            import_workbook(gumla, workbook)
            khunti.follow_list("/registers/").press('main form[action*="/begin-empty/"] button')
            assert khunti.lines() == {}, "Khunti has nobody who works on cases: it needs no keys"
            colleague.at.open(to_colleague).answer("", password1=PASSWORD, password2=PASSWORD).press()
            first_week(khunti, colleague)

            supervisor.accept(to_supervisor, code=agree(secretariat))
            gumla.follow_list("/setup/server/").shows("./jatan keys ceremony G01")
            gumla.photograph("server")
            shares = hold_ceremony(commands)
            set_up_keys(supervisor)
            administrator.follow_list("/setup/server/").shows("./jatan keys swear-in G01 sunita@example.org")
            typed = "\n".join(["y", *shares[0], "", *shares[2], "", ""])
            commands.run("keys swear-in", typed=typed)
            assert gumla.lines() == {}

            assert administrator.lines() == dict.fromkeys(LABELS[:-1], "done") | {LABELS[-1]: "now"}
            administrator.follow_list("/setup/server/").shows("./jatan backup")
            commands.run("backup", **{"/media/backup": str(tmp_path)})
            assert (administrator.lines(), secretariat.lines()) == ({}, {})
            administrator.photograph("end")
            assert [
                fault
                for one in (administrator, secretariat, gumla, khunti, supervisor, colleague)
                for fault in one.at.faults()
            ] == []
        assert commands.left == []
