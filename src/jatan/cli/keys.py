"""`jatan keys`: ceremonies of the recovery officers with the keys of the sealed case files.

Shares are shown on the screen, one officer at a time, and stored nowhere. Every action is recorded in the ledger.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import segno
from django.utils import translation
from django.utils.translation import gettext as _

from jatan.cli.heads import against, report_files
from jatan.cli.opened_house import open_house
from jatan.cli.spoken import spoken_language
from jatan.foundation.access import key_acts
from jatan.foundation.access.actors import Actor, Post, machine_for
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.passwords import known_words
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault import ceremonies, enrolment, membership, open_keys
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import delete_authority, fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.foundation.vault.passphrases import weakness
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.shares import share_bytes, share_text
from jatan.runtime import key_checks, processes
from jatan.runtime.progress import Progress

_ATTEMPTS = 3
# Commands that find out about keys of another house, or go on without lost ones.
_WITH_OTHER_KEYS = frozenset({"accept", "recover", "verify"})


@click.group("keys")
@click.option("--language", type=click.Choice(["hi", "en"]), help="Language of the questions; else that of LANG.")
@click.pass_context
def keys_command(ctx: click.Context, language: str | None) -> None:
    """Ceremonies of the sealed case files, and whether every key is in order."""
    ctx.with_resource(translation.override(spoken_language(language)))
    open_house(Progress(), with_other_keys=ctx.invoked_subcommand in _WITH_OTHER_KEYS)


@keys_command.command("ceremony")
@click.argument("code")
def ceremony(code: str) -> None:
    """Make the keys of the organisation CODE and show each of three officers her share."""
    with _in_organisation(code) as organisation:
        click.echo(
            _("Three officers of {name} sit here, and nobody else sees the screen.").format(name=organisation.code)
        )
        click.confirm(_("Has each of them paper and pen, or a printer without memory?"), abort=True)
        with _rolled_back_if_aborted(organisation.id):
            _run_ceremony(organisation)


@keys_command.command("swear-in")
@click.argument("code")
@click.argument("email")
def certify_supervisor(code: str, email: str) -> None:
    """Two officers vouch for a supervisor's key (EMAIL), so that she may vouch for her colleagues'."""
    with _in_organisation(code) as organisation:
        holder = _account(organisation, email)
        row = _waiting(organisation.id, holder.pk)
        click.echo(fingerprint_of(row))
        click.confirm(_("Does her own screen or paper show the same fingerprint, every group of it?"), abort=True)
        ceremonies.certify_supervisor(organisation.id, _two_shares(), row)
        _record_event(organisation.id, "keys.sworn_in", holder.pk, fingerprint=fingerprint_of(row))
        click.echo(_("She may vouch for keys and make teams now."))


@keys_command.command("recover")
@click.argument("code")
@click.argument("email")
def recover(code: str, email: str) -> None:
    """Two officers open the keys of EMAIL, who lost passphrase and codes; she chooses a new passphrase at once."""
    with _in_organisation(code) as organisation:
        holder = _account(organisation, email)
        known = known_words(holder)
        keyring = ceremonies.recover_holder(organisation.id, _two_shares(), holder.pk)
        click.echo(_("Her keys are open. Now she alone sits at the keyboard."))
        while True:
            chosen = click.prompt(_("New passphrase"), hide_input=True, confirmation_prompt=True)
            reason = weakness(chosen, known)
            if reason is None:
                break
            click.echo(reason)
        enrolment.change_passphrase(keyring, chosen, known=known)
        open_keys.end_all([holder.pk])
        _record_event(organisation.id, "keys.recovered", holder.pk, epoch=keyring.epoch)
        click.echo(_("From now on the new passphrase opens your keys."))


@keys_command.command("rotate")
@click.argument("code")
@click.argument("email")
def rotate(code: str, email: str) -> None:
    """Give every team of the supervisor EMAIL a new key; what the teams read is sealed to it."""
    with _in_organisation(code) as organisation:
        holder = _account(organisation, email)
        passphrase = click.prompt(_("Your passphrase"), hide_input=True)
        keyring = key_acts.unlock_here(organisation.id, holder.pk, passphrase)
        for team in Team.objects.filter(pk__in=keyring.team_ids()).order_by("name"):
            mark = membership.start_epoch(keyring, team).public().fingerprint
            _record_event(
                organisation.id, "keys.team_renewed", team.pk, by=holder.pk, epoch=team.epoch, fingerprint=mark
            )
            click.echo(f"{team.name}: {team.epoch}")


@keys_command.command("verify")
@click.argument("codes", nargs=-1)
@against
def verify(codes: tuple[str, ...], files: tuple[Path, ...]) -> None:
    """Check signatures, gifts, wraps and readers of the organisations CODES (all when none is named), and lines that
    were kept outside: the ledger says how far chains and keys had come."""
    wrong = report_files(files)
    rows = Organisation.objects.order_by("code")
    for organisation in rows.filter(code__in=[code.upper() for code in codes]) if codes else rows:
        with acting_as(machine_for([organisation.id]), read_only=True):
            faults = key_faults(organisation.id)
        for fault in faults:
            click.echo(f"{organisation.code}: {fault}")
        wrong += len(faults)
    other = key_checks.other_keys_here()
    for sentence in key_checks.sentences(other):
        click.echo(f"\n{sentence}", err=True)
    wrong += len(other)
    if wrong:
        raise click.ClickException(_("{count} things are not in order.").format(count=wrong))
    click.echo(_("All keys are in order."))


@keys_command.command("accept")
@click.argument("kinds", nargs=-1, required=True, type=click.Choice(key_checks.KINDS))
def accept(kinds: tuple[str, ...]) -> None:
    """Go on with the keys that are here, after the ones of these records were lost for good."""
    click.echo(_("What was made under the lost keys stays closed to the new ones, for good if you go on."))
    click.confirm(_("Has everybody looked for the old files, and are they lost?"), abort=True)
    key_checks.accept(kinds)
    click.echo(_("The keys that are here count from now on."))


def _run_ceremony(organisation: Organisation) -> None:
    made = ceremonies.hold_ceremony(organisation.id)
    _record_event(
        organisation.id, "keys.ceremony_held", organisation.id, fingerprint=made.fingerprint, authority=made.authority
    )
    for officer, share in enumerate(made.shares, start=1):
        _show_share(officer, share)
    click.echo(_("The fingerprint of the recovery key. Each officer writes it beside her share:"))
    click.echo(made.fingerprint)
    click.echo(_("Any two of the three shares open everything; one alone opens nothing."))


@contextmanager
def _rolled_back_if_aborted(organisation_id: uuid.UUID) -> Iterator[None]:
    """Delete the verifying key's file if the block raises; the transaction rolls back the rows only."""
    try:
        yield
    except FileExistsError as error:
        raise click.ClickException(_("This organisation has held its ceremony already.")) from error
    except BaseException:
        delete_authority(organisation_id)
        raise


def _show_share(officer: int, share: bytes) -> None:
    """Show one share alone on the screen until a key is pressed."""
    click.clear()
    click.echo(_("Share of officer {number}. The others look away.").format(number=officer))
    click.echo(share_text(share))
    segno.make(share_text(share), error="l").terminal(compact=True)
    click.pause(_("Copied and read once more? Then press a key; it is not shown again."))
    click.clear()


def _two_shares() -> list[bytes]:
    shares = [_share(_("First officer"))]
    shares.append(_share(_("Second officer")))
    return shares


def _share(whose: str) -> bytes:
    for _try in range(_ATTEMPTS):
        click.echo(_("{whose}: write your share line by line, then an empty line.").format(whose=whose))
        lines = list(iter(_line, ""))
        try:
            return share_bytes("\n".join(lines))
        except Refused:
            click.echo(_("A letter is wrong or missing. Please write the whole share again."))
    raise click.ClickException(_("The share could not be read. Nothing was changed."))


def _line() -> str:
    return str(click.prompt("", default="", show_default=False, prompt_suffix="> ")).strip()


def _account(organisation: Organisation, email: str) -> Account:
    """The open account of somebody who works or worked there; another member may have one with the same name."""
    rows = Account.objects.filter(email=email.strip().lower(), is_active=True)
    found = list(rows.filter(id__in=Posting.objects.filter(organisation=organisation).values("account_id")))
    if not found:
        raise click.ClickException(_("There is no open account of this name."))
    if len(found) > 1:
        raise click.ClickException(_("Two open accounts sign in with this name. Close one of them first."))
    return found[0]


def _waiting(organisation_id: uuid.UUID, holder: uuid.UUID) -> DirectoryKey:
    rows = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.USER, principal=holder)
    found = rows.filter(retired_at__isnull=True).order_by("-epoch").first()
    if found is None:
        raise click.ClickException(_("She has not set up her keys yet. She does that on her own page first."))
    return found


def _record_event(
    organisation_id: uuid.UUID, verb: str, about: uuid.UUID, *, by: uuid.UUID | None = None, **codes: str | int
) -> None:
    record_event(
        organisation_id=organisation_id, by=by, verb=verb, about_type="vault", about=about, payload=dict(codes)
    )


@contextmanager
def _in_organisation(code: str) -> Iterator[Organisation]:
    """A transaction as supervisor of the organisation with this code. Refused becomes a ClickException."""
    organisation = Organisation.objects.filter(code__iexact=code).first()
    if organisation is None:
        raise click.ClickException(_("There is no organisation of this code."))
    officers = Actor(None, (Post(Role.SUPERVISOR, organisation.id),))
    try:
        with processes.registered("keys"), acting_as(officers):
            yield organisation
    except Refused as refused:
        raise click.ClickException(_reason(refused.code)) from refused


def _reason(code: str) -> str:
    reasons: dict[str, Callable[[], Any]] = {
        "shares": lambda: _("These shares do not belong together, or not to this organisation."),
        "signature": lambda: _("A key is not vouched for, or the ceremony has not been held."),
        "key": lambda: _("This does not open the keys."),
        "authority": lambda: _(
            "The verifying key of this organisation is not the one with which these keys were sealed: its file in the"
            " folder vault/authorities was replaced. Nothing was opened."
        ),
        "slot": lambda: _(
            "What is stored of these keys is older than what was opened last. Somebody has changed it. Nothing was"
            " opened."
        ),
        "memory": lambda: _("This machine has too little memory to spare at this moment. Nothing was changed."),
    }
    return str(reasons[code]()) if code in reasons else code
