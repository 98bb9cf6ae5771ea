"""`jatan accounts`: invite people, list and close accounts at the server, through the services of the pages.

Acts are recorded in the ledger as done at the command line. Nothing secret is printed but the link of an invitation.
"""

import json
from dataclasses import asdict, astuple, fields
from typing import Any, Final

import click
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.cli.console_acts import acting_at_console
from jatan.cli.invitation_links import invitation_link
from jatan.cli.named_account import account_named, accounts_with_name
from jatan.cli.opened_house import opened_house
from jatan.cli.ways_back import reopen, reset_second_step
from jatan.foundation.access import selectors
from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.invitations import INVITATION_HOURS, invite_account, renew_invitation
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.second_person import is_waiting
from jatan.foundation.access.selectors import AccountLine
from jatan.foundation.access.services import GivePosting, deactivate_account, give_posting
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.runtime.bilingual import in_both

_ROLES: Final = [value for value, _label in Role.assignable()]

_NO_ORGANISATION: Final = _("No organisation has the code {code}. Known codes: {codes}")
_NOT_THERE: Final = _("This role cannot be given there.")
_NO_BLOCK: Final = _(
    "A field worker works in a block. Name it by its LGD code, as --block CODE. Blocks there: {blocks}"
)
_CLOSED: Final = _(
    "This account is closed. Open it again on its page, or invite the person under another sign-in name."
)
_HAS_PASSWORD: Final = _(
    "She has this role and a password already; nothing was changed. A link to choose another password: --new-link"
)
_IS_CLOSED_ALREADY: Final = _("This account is closed already.")
_CLOSED_NOW: Final = _("Closed, and signed out everywhere: {email}")
_LINK: Final = _("Hand this link to her in person. It works once and for {hours} hours; older links are void.")
_AS_BEFORE: Final = _("The role is given. She signs in as before.")
_LINK_WAITS: Final = _(
    "The link works when a second person has agreed on the page of accounts. She gives the code for it."
)
_WAITS: Final = _(
    "This waits for a second person. When she has agreed on her own page, she gives a code that the link asks for."
)


@click.group("accounts")
def accounts_command() -> None:
    """Invite people, list accounts, close one; ways back for who cannot sign in. None of them opens a sealed file."""


@accounts_command.command("invite")
@click.argument("email")
@click.argument("role", type=click.Choice(_ROLES))
@click.argument("org_code")
@click.option("--name", default="", help="Name of the person. Needed for somebody new.")
@click.option("--block", type=int, help="A field worker's block, as LGD code.")
@click.option("--new-link", is_flag=True, help="Also for somebody who has a password: to choose another.")
@click.option("--address", default="", help="Address of the pages, for the link, e.g. https://jatan.example.org")
def accounts_invite(
    email: str, role: str, org_code: str, name: str, block: int | None, new_link: bool, address: str
) -> None:
    """Give EMAIL the ROLE in the organisation ORG_CODE and print the link to choose a password.

    Somebody invited before gets a new link; somebody who signs in already gets the role.
    """
    with opened_house("accounts"):
        invite(email, Role(role), org_code, name=name, block=block, new_link=new_link, address=address)


@accounts_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts_list(as_json: bool) -> None:
    """List every account: sign-in name, name, roles, state, second step, last day of signing in."""
    with opened_house("accounts", writes=False):
        show_accounts(as_json=as_json)


@accounts_command.command("close")
@click.argument("email")
def accounts_close(email: str) -> None:
    """Close the account EMAIL and end its sessions. What it recorded stays."""
    with opened_house("accounts"):
        close(email)


accounts_command.add_command(reset_second_step)
accounts_command.add_command(reopen)


def invite(
    email: str,
    role: Role,
    code: str,
    *,
    name: str = "",
    block: int | None = None,
    new_link: bool = False,
    address: str = "",
) -> None:
    """Invite as `accounts invite` does, in a house that is open. Prints the link on standard output. Raises Problem.

    `address`: that of the pages, without which the link begins with JATAN_PUBLIC_URL or this machine's own.
    """
    with acting_at_console(_NOT_THERE) as by:
        posting = _posting(role, _organisation(code), block)
        account, token = _invited(by, clean_sign_in_name(email), name, posting, renews=new_link)
        has_role, waits = role in actor_of(account).roles, is_waiting(account)
    if not has_role:
        click.echo(in_both(_WAITS), err=True)
    elif waits:
        click.echo(in_both(_LINK_WAITS), err=True)
    elif not token:
        click.echo(in_both(_AS_BEFORE), err=True)
    if token:
        click.echo(in_both(format_lazy(_LINK, hours=INVITATION_HOURS)), err=True)
        click.echo(invitation_link(token, address))


def show_accounts(*, as_json: bool) -> None:
    """Print every account, one a line, in a house that is open. Nothing that is printed is secret."""
    with acting_at_console(_NOT_THERE) as by:
        lines = selectors.account_lines(by)
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1, default=str))
        return
    click.echo("\t".join(field.name for field in fields(AccountLine)), err=True)
    for line in lines:
        click.echo("\t".join(map(_column, astuple(line))))


def close(email: str) -> None:
    """Close an account, in a house that is open. Raises Problem if there is none, or it is closed."""
    with acting_at_console(_NOT_THERE) as by:
        account = account_named(email)
        if not account.is_active:
            raise Problem("closed", _IS_CLOSED_ALREADY)
        deactivate_account(by=by, account=account)
    click.echo(in_both(format_lazy(_CLOSED_NOW, email=account.email)), err=True)


def _invited(by: Actor, email: str, name: str, posting: GivePosting, *, renews: bool) -> tuple[Account, str]:
    """The account with the posting given, and a token: "" for somebody who has a password and asked for no new link."""
    if not accounts_with_name(email):
        return invite_account(by=by, email=email, name=name, postings=[posting])
    account = account_named(email)
    if not account.is_active:
        raise Problem("closed", _CLOSED)
    has_role = any(
        (post.role, post.organisation_id) == (posting.role, posting.organisation_id) for post in actor_of(account).posts
    )
    token = give_posting(by=by, account=account, command=posting).token if not has_role else ""
    if token:
        return account, token
    is_new = selectors.account_state(account) == "invited"
    if has_role and not is_new and not renews:
        raise Problem("taken", _HAS_PASSWORD)
    return account, renew_invitation(by=by, account=account) if is_new or renews else ""


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(code=code.strip().upper()).first()
    if found is None:
        codes = ", ".join(Organisation.objects.order_by("code").values_list("code", flat=True))
        raise Problem("no_such_organisation", format_lazy(_NO_ORGANISATION, code=code, codes=codes))
    return found


def _posting(role: Role, organisation: Organisation, block: int | None) -> GivePosting:
    """The posting; of a field worker with her block, which lies in a district of the organisation."""
    if role is not Role.FIELD_WORKER:
        return GivePosting(role=role, organisation_id=organisation.pk)
    districts = [row.pk for row in districts_of(organisation.pk, clock.today())]
    blocks = Place.objects.filter(level=Level.BLOCK, district_id__in=districts).order_by("name_en")
    place = next((row for row in blocks if row.lgd_code == block), None)
    if place is None:
        listed = ", ".join(f"{row.lgd_code} {row.name}" for row in blocks)
        raise Problem("missing_required", format_lazy(_NO_BLOCK, blocks=listed), field="--block")
    return GivePosting(role=role, organisation_id=organisation.pk, place=place)


def _column(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value or "–")
