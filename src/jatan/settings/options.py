"""All options of an installation, read from environment variables.

They are read at each call, never at import, so that tests and commands can change `JATAN_HOME` within a process.
`docs/reference/options.md` is `options_table()`, and a test compares the two.
"""

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TOKEN_SIGNS: Final = 24


class OptionProblem(Exception):
    """An option is missing, invalid or contradicts another. The message says what to set."""


@dataclass(frozen=True)
class Option:
    """One environment variable: name, default and purpose."""

    variable: str
    default: str
    help: str
    is_secret: bool = False

    def read(self) -> str:
        """The value as written in the environment, or the default. Blank counts as unset."""
        return os.environ.get(self.variable, "").strip() or self.default


OPTIONS: Final[tuple[Option, ...]] = (
    Option("JATAN_HOME", "./var", "Folder of all that this house keeps: database, files, secret."),
    Option(
        "DATABASE_URL",
        "",
        "PostgreSQL 15 or newer as `postgresql://owner:password@host:5432/jatan`, or in any other form of libpq, also "
        "with several servers. The role owns the tables and is used for migrations only. Unset: an embedded PostgreSQL "
        "under `JATAN_HOME`.",
        is_secret=True,
    ),
    Option(
        "DATABASE_APP_URL",
        "",
        "The same database under the runtime role, which owns nothing and cannot pass the row walls. "
        "Must be set when `DATABASE_URL` is set.",
        is_secret=True,
    ),
    Option(
        "DATABASE_PAGES_URL",
        "",
        "The same database under the runtime role for the pages alone, through a pooler (pgbouncer with "
        "`pool_mode=transaction`); worker and commands stay on `DATABASE_APP_URL`. Unset: `DATABASE_APP_URL`.",
        is_secret=True,
    ),
    Option(
        "JATAN_POSTGRES_BIN",
        "",
        "Folder of PostgreSQL's programs for the embedded database (17 or newer). Unset: a new database is made by the "
        "newest safe version of system and environment; an existing one keeps its major version.",
    ),
    Option(
        "JATAN_PLAIN_POLICIES",
        "0",
        "`1`: row policies without sub-selects, which a cluster (Citus) asks for. Written by `migrate`; lists of every "
        "member's rows cost more.",
    ),
    Option(
        "JATAN_BACKUP_URL",
        "",
        "The same database under a role that may read every row (superuser or BYPASSRLS), for `backup` only. "
        "Not needed with the embedded database.",
        is_secret=True,
    ),
    Option(
        "JATAN_BACKUP_RECIPIENTS",
        "",
        "Whom backups are encrypted to: recipients (`age1…`) by spaces or commas, or files of them. Once set, a backup "
        "is encrypted unless `backup --plain` is asked for. `backup-key new` makes one.",
    ),
    Option(
        "JATAN_BACKUP_BEFORE_UPGRADE",
        "1",
        "0: a new version changes the tables without making a backup of a house with records first.",
    ),
    Option(
        "JATAN_SECRET_KEY",
        "",
        "Key that signs sessions and links. Unset: generated once into `JATAN_HOME/secret`.",
        is_secret=True,
    ),
    Option(
        "JATAN_MARKS_KEY",
        "",
        "Key under which members learn that another member knows the same number. The same for all processes. "
        "Unset: generated once into `JATAN_HOME/marks.key`.",
        is_secret=True,
    ),
    Option(
        "JATAN_PEPPER_FILE",
        "",
        "File of 64 hexadecimal digits with which the vault's passphrases are stretched; outside database and backups. "
        "Unset: generated once into `JATAN_HOME/vault/pepper`.",
    ),
    Option(
        "JATAN_STORE_BUCKET",
        "",
        "Bucket of an S3-like store in which the files of the house lie, for several machines. Unset: the folder "
        "`files` under `JATAN_HOME`. Needs the extra `s3`, which `./jatan` installs where this is set.",
    ),
    Option("JATAN_STORE_URL", "", "Address (`https://…`) of that store. Unset: the one of Amazon S3 in its region."),
    Option("JATAN_STORE_REGION", "us-east-1", "Region of that store; most stores of one's own take any."),
    Option("JATAN_STORE_KEY", "", "Name of the key for that store (access key id).", is_secret=True),
    Option("JATAN_STORE_SECRET", "", "The key itself (secret access key).", is_secret=True),
    Option("JATAN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that are answered, by commas."),
    Option("JATAN_TRUSTED_ORIGINS", "", "Addresses (`https://…`) of forms behind a proxy, by commas."),
    Option(
        "JATAN_PUBLIC_URL",
        "",
        "Address (`https://…`) that the mark on a pass opens, and with which the links of `accounts invite` begin. "
        "Unset: the one under which the pass was printed; `JATAN_HOST` and `JATAN_PORT`.",
    ),
    Option(
        "JATAN_PRACTICE_URL",
        "",
        "Address (`https://…`) of a practice house (`jatan practice`). Set: account and help pages link to it.",
    ),
    Option("JATAN_HTTPS", "0", "1: served behind HTTPS. Cookies are then sent over HTTPS only, with HSTS."),
    Option(
        "JATAN_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "With `JATAN_HTTPS`: addresses or networks (`10.0.0.0/24`) of the proxies in front, by commas. From them alone "
        "`X-Forwarded-For` is read, by which attempts are counted; a proxy that is missing here counts as one client.",
    ),
    Option(
        "JATAN_SHARED_IDLE_MINUTES",
        "15",
        "After how many minutes without work somebody is signed out on a computer that others use too, as she says at "
        "sign-in. Elsewhere after eight hours.",
    ),
    Option("JATAN_HOST", "127.0.0.1", "Address on which `serve` listens."),
    Option("JATAN_PORT", "8000", "Port on which `serve` listens."),
    Option(
        "JATAN_PAPER_MB",
        "200",
        "Largest photograph, recording or paper that a case file takes, in megabytes. It is sealed while it comes in. "
        "The shipped proxy configurations pass papers on as they come and keep none on a disk; a larger limit is "
        "raised in `deploy/nginx/jatan.conf` too.",
    ),
    Option("JATAN_FILES_GB", "200", "What all photographs, papers and uploads of this house may have, in gigabytes."),
    Option(
        "JATAN_DISK_RESERVE_MB",
        "500",
        "Free space on the disk, in megabytes, below which no photographs and papers are taken. Words always are.",
    ),
    Option("JATAN_DEBUG", "0", "1: development pages. Never with real records."),
    Option("JATAN_DEMO", "0", "1: the sign-in page offers the demo roles. `jatan demo` and `jatan practice` set it."),
    Option(
        "JATAN_SMS_GATEWAY",
        "",
        "`files`: a USB modem through gammu-smsd; `http`: a commercial gateway. Unset: no text message leaves.",
    ),
    Option(
        "JATAN_SMS_OFFICE", "", "Code of the member that reads messages from unknown numbers. Unset: the first member."
    ),
    Option("JATAN_SMS_SPOOL", "", "`files`: folder shared with gammu-smsd. Unset: `sms` under `JATAN_HOME`."),
    Option("JATAN_SMS_URL", "", "`http`: address that takes a text message by POST."),
    Option(
        "JATAN_SMS_BODY",
        '{"to": "{to}", "text": "{text}", "reference": "{reference}"}',
        "`http`: what is posted, as JSON with `{to}`, `{text}`, `{reference}` and `{template}` (its number in the DLT "
        "register).",
    ),
    Option("JATAN_SMS_FORMAT", "json", "`http`: `json`, or `form` for a body of form fields."),
    Option("JATAN_SMS_HEADER", "Authorization", "`http`: header that carries `JATAN_SMS_SECRET`."),
    Option("JATAN_SMS_SECRET", "", "`http`: what the gateway knows us by.", is_secret=True),
    Option("JATAN_SMS_ID_PATH", "", "`http`: where the answer says the gateway's own id, e.g. `data.id`."),
    Option(
        "JATAN_SMS_WEBHOOK_SECRET",
        "",
        "What a gateway sends in the header `X-Jatan-Secret` to `/sms/arrived/`. Unset: the address does not exist.",
        is_secret=True,
    ),
    Option(
        "JATAN_ALERT_URL",
        "",
        "Address to which `run` posts the codes of what is wrong (JSON, as `/readyz` answers): when it stays wrong for "
        "a minute, each hour while it lasts, and when it is right again. Unset: in the log only.",
        is_secret=True,
    ),
    Option(
        "JATAN_METRICS_TOKEN",
        "",
        "What Prometheus sends as `Authorization: Bearer …` to `/metrics`, 24 signs or more. Unset: the address does "
        "not exist.",
        is_secret=True,
    ),
    Option("JATAN_SLOW_SECONDS", "5", "From how many seconds on a page counts as slow. 0: none does."),
    Option("JATAN_PUSH", "1", "0: no alert goes to a browser (web push). A demo sends none."),
    Option(
        "JATAN_PUSH_HOSTS",
        # Looked up on 30 November 2026: Chrome and what is built on it; Firefox; Edge on Windows; Safari. Other hosts
        # of Google answer, and note down, what anybody tells them to.
        "fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com,*.push.apple.com",
        "Hosts of the browsers' push services to which alerts may go, by commas; `*.` before a name stands for "
        "everything below it. Browsers name their service; what is not listed here is refused.",
    ),
    Option(
        "JATAN_PUSH_KEY",
        "",
        "Secret from which the key of web push is derived. Unset: generated once into `JATAN_HOME/push.key`.",
        is_secret=True,
    ),
    Option("JATAN_MAIL_HOST", "", "Mail server for alerts to staff. Unset: no e-mail leaves."),
    Option("JATAN_MAIL_PORT", "587", "Its port."),
    Option(
        "JATAN_MAIL_SECURITY",
        "starttls",
        "`starttls`, `tls` from the first byte (usually port 465), or `none` for a server on this machine.",
    ),
    Option("JATAN_MAIL_USER", "", "Name for the mail server."),
    Option("JATAN_MAIL_PASSWORD", "", "Password for the mail server.", is_secret=True),
    Option("JATAN_MAIL_FROM", "", "Sender of the e-mails. Must be set when `JATAN_MAIL_HOST` is set."),
    Option("JATAN_REQUIRE_BROWSER", "0", "1: `test` fails, instead of skipping, where no browser can be had."),
    Option("JATAN_REQUIRE_GATEWAY", "0", "1: `test` fails, instead of skipping, where gammu-smsd cannot be had."),
    Option("JATAN_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
)

_BY_VARIABLE: Final = {option.variable: option for option in OPTIONS}


def text(variable: str) -> str:
    """Value of an option. Raises KeyError for one that is not declared in OPTIONS."""
    return _BY_VARIABLE[variable].read()


def flag(variable: str) -> bool:
    """Value of a boolean option. Raises OptionProblem for anything but 1/true/yes/on, 0/false/no/off and ""."""
    value = text(variable).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise OptionProblem(f"{variable} must be 0 or 1, not {value!r}.")


def number(variable: str) -> int:
    """Value of a whole-number option. Raises OptionProblem when it is not one."""
    value = text(variable)
    if not value.isascii() or not value.isdecimal():
        raise OptionProblem(f"{variable} must be a whole number, not {value!r}.")
    return int(value)


def metrics_token() -> str:
    """The token for `/metrics`, "" for none. Raises OptionProblem for one that can be guessed."""
    token = text("JATAN_METRICS_TOKEN")
    if token and len(token) < _TOKEN_SIGNS:
        raise OptionProblem(f"JATAN_METRICS_TOKEN must have {_TOKEN_SIGNS} signs or more.")
    return token


def words(variable: str) -> list[str]:
    """Value of a list option written with commas, blanks dropped."""
    return [word for word in (part.strip() for part in text(variable).split(",")) if word]


def networks(variable: str) -> list[str]:
    """Value of a list option of IP addresses and networks. Raises OptionProblem when one of them is neither."""
    found = words(variable)
    for word in found:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError as error:
            raise OptionProblem(f"{variable} must be IP addresses or networks by commas, not {word!r}.") from error
    return found


def one_of(variable: str, allowed: tuple[str, ...]) -> str:
    """Value of an option that is one of a few words. Raises OptionProblem for anything else."""
    value = text(variable).lower()
    if value not in allowed:
        raise OptionProblem(f"{variable} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def address(variable: str) -> str:
    """Value of an option that is a web address, or "". Raises OptionProblem for anything else."""
    value = text(variable).rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise OptionProblem(f"{variable} must begin with https:// or http://, not {value!r}.")
    return value


@contextmanager
def home_at(path: Path) -> Iterator[None]:
    """Let `home()` be another folder meanwhile, in this process and those it starts."""
    name = "JATAN_HOME"
    before = os.environ.get(name)
    os.environ[name] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def home() -> Path:
    """`JATAN_HOME` as an absolute path. It need not exist yet."""
    return Path(text("JATAN_HOME")).expanduser().resolve()


def options_table() -> str:
    """The reference page in Markdown: one row per option."""
    rows = ["| Option | When unset | What it is for |", "|---|---|---|"]
    for option in OPTIONS:
        default = f"`{option.default}`" if option.default else "–"
        secret = " *Secret.*" if option.is_secret else ""
        rows.append(f"| `{option.variable}` | {default} | {option.help}{secret} |")
    return "\n".join(rows) + "\n"
