"""Create and change members, their districts, centres and offices, with ledger events in the secretariat's chain.

In `access` and not in `network`, because permissions are checked. Former values are stored as a Revision in the family
`ledger`; event payloads contain codes.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor, console
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import (
    Caretaker,
    InformationCentre,
    Kind,
    Office,
    Organisation,
    OrganisationDistrict,
)
from jatan.foundation.network.rooms import all_but
from jatan.foundation.network.selectors import secretariat
from jatan.foundation.network.services import LoadedNetwork, load_network
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem

_BEFORE = _("This lies before the day it began.")
_TWICE = _("This is written down already.")


@dataclass(frozen=True, kw_only=True)
class RegisterOrganisation:
    """A new member. `code` is short, for tables and files, and never changes.

    `rooms`: what its office does, as codes of `network.rooms`; None: everything.
    """

    code: str
    name_hi: str
    name_en: str
    member_since: dt.date | None = None
    rooms: Sequence[str] | None = None

    def __post_init__(self) -> None:
        _require_filled(code=self.code, name_hi=self.name_hi, name_en=self.name_en)
        if not self.code.isascii() or not self.code.isalnum() or len(self.code) > 16:
            raise Problem("unreadable", _("A code is made of Latin letters and digits, at most 16."), field="code")


@dataclass(frozen=True, kw_only=True)
class OpenCentre:
    """A new information centre of a member."""

    organisation: Organisation
    district: Place
    name_hi: str
    name_en: str
    opened_on: dt.date

    def __post_init__(self) -> None:
        _require_filled(name_hi=self.name_hi, name_en=self.name_en)
        _require_not_future(self.opened_on, "opened_on")


@dataclass(frozen=True, kw_only=True)
class RecordOffice:
    """Where an organisation can be found; the phone is the office's, ten digits or empty."""

    organisation: Organisation
    place: Place
    name_hi: str
    name_en: str
    address: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        _require_filled(name_hi=self.name_hi, name_en=self.name_en)


_LONGEST_OF_CENTRE = {"address": 300, "hours": 120, "phone": 20}


def load_network_file(source: Path | Mapping[str, Any]) -> LoadedNetwork:
    """Load a network file as the operator at the server, with one event in the secretariat's chain if anything is new
    or changed. Raises as `load_network`.
    """
    with transaction.atomic():
        before = _network_rows()
        loaded = load_network(source)
        changed = sorted(code for code, row in _network_rows().items() if before.get(code) != row)
        by = console()
        if changed:
            with acting_as(by):
                record_event(
                    organisation_id=by.home_organisations[0],
                    by=None,
                    verb="network.file_loaded",
                    payload={"organisations": changed, "through": "command_line"},
                )
    return loaded


def _network_rows() -> dict[str, tuple[Any, ...]]:
    """Every organisation with its names, days, and numbers of districts, centres and workbooks, by code."""
    counts = {name: models.Count(name, distinct=True) for name in ("districts", "centres", "workbooks")}
    rows = Organisation.objects.annotate(**{f"{name}_held": count for name, count in counts.items()}).values_list(
        "code", "name_hi", "name_en", "member_since", *(f"{name}_held" for name in counts)
    )
    return {row[0]: row for row in rows}


def register_organisation(*, by: Actor, command: RegisterOrganisation) -> Organisation:
    """Create a member organisation. Raises Forbidden, or Problem `taken` at `code`."""
    home = require_network(by)
    code = command.code.upper()
    if Organisation.objects.filter(code__iexact=code).exists():
        raise Problem("taken", _("Another organisation has this code."), field="code")
    row = Organisation(
        code=code,
        kind=Kind.MEMBER,
        name_hi=command.name_hi.strip(),
        name_en=command.name_en.strip(),
        member_since=command.member_since,
        closed_rooms=[] if command.rooms is None else all_but(command.rooms),
    )
    return _save_new(by, home, "network.organisation_registered", row, organisation=code)


def amend_organisation(*, by: Actor, organisation: Organisation, changes: Mapping[str, Any]) -> bool:
    """Change names and the first day of membership. Returns False if no value differs.

    The last day is changed by `programme.membership`, which checks for open work first.
    """
    names = {"name_hi", "name_en", "member_since"}
    merged = {name: changes.get(name, getattr(organisation, name)) for name in names}
    _require_filled(name_hi=merged["name_hi"], name_en=merged["name_en"])
    _require_order(merged["member_since"], organisation.member_until, "member_since")
    allowed = {name: value for name, value in changes.items() if name in names}
    return _save_changes(by, "network.organisation_amended", organisation, allowed, organisation=organisation.code)


def record_last_day(
    *, by: Actor, organisation: Organisation, until: dt.date | None, caretaker: Organisation | None
) -> bool:
    """Set the last day of membership and the caretaker from the next day on. Returns False if nothing changes.

    Called by `programme.membership` only, which checks for open work first. If the member returns or gets another
    caretaker, the former caretaker's period stays on record.
    """
    home = require_network(by)
    _require_order(organisation.member_since, until, "member_until")
    code = organisation.code
    with transaction.atomic():
        is_new = _save_changes(
            by, "network.last_day_recorded", organisation, {"member_until": until}, organisation=code
        )
        since = None if until is None or caretaker is None else until + dt.timedelta(days=1)
        current = Caretaker.objects.select_for_update().filter(organisation=organisation, until__isnull=True).first()
        if current is not None and caretaker is not None and current.caretaker_id == caretaker.pk and not is_new:
            return False
        if current is not None:
            _end_caretaker(by, home, current)
        if since is not None and caretaker is not None:
            starts = max(since, clock.today()) if current is not None and current.since <= clock.today() else since
            row = Caretaker(organisation=organisation, caretaker=caretaker, since=starts)
            _save_new(by, home, "network.caretaker_named", row, organisation=code, caretaker=caretaker.code)
        return is_new or current is not None or since is not None


def _end_caretaker(by: Actor, home: Organisation, current: Caretaker) -> None:
    """End a caretaker's period with yesterday, or delete it if it has not begun."""
    codes = {"organisation": current.organisation.code, "caretaker": current.caretaker.code}
    if current.since >= clock.today():
        _record_event(by, home, "network.caretaker_ended", current, codes)
        current.delete()
        return
    _save_changes(by, "network.caretaker_ended", current, {"until": clock.today() - dt.timedelta(days=1)}, **codes)


def add_district(*, by: Actor, organisation: Organisation, district: Place, since: dt.date) -> OrganisationDistrict:
    """Record that an organisation works in a district from a day on. Raises Problem `taken` if it already does."""
    home = require_network(by)
    if district.level != Level.DISTRICT:
        raise Problem("unknown_place", field="district")
    current = organisation.districts.filter(district=district).filter(
        models.Q(until__isnull=True) | models.Q(until__gte=since)
    )
    if current.exists():
        raise Problem("taken", _TWICE, field="district")
    row = OrganisationDistrict(organisation=organisation, district=district, since=since)
    about = {"organisation": organisation.code, "district": district.lgd_code}
    return _save_new(by, home, "network.district_added", row, **about)


def end_district(*, by: Actor, row: OrganisationDistrict, until: dt.date) -> bool:
    """Set the last day of work in a district. Records from there are kept."""
    _require_order(row.since, until, "until")
    about = {"organisation": row.organisation.code, "district": row.district.lgd_code}
    return _save_changes(by, "network.district_ended", row, {"until": until}, **about)


def open_centre(*, by: Actor, command: OpenCentre) -> InformationCentre:
    """Create an information centre. Raises Problem `taken` at `name_en`, `left` at `opened_on`."""
    home = require_network(by)
    if command.organisation.has_left(command.opened_on):
        raise Problem("left", _("This organisation has left the network before that day."), field="opened_on")
    if command.organisation.centres.filter(name_en__iexact=command.name_en.strip()).exists():
        raise Problem("taken", _TWICE, field="name_en")
    row = InformationCentre(
        organisation=command.organisation,
        district=command.district,
        name_hi=command.name_hi.strip(),
        name_en=command.name_en.strip(),
        opened_on=command.opened_on,
    )
    return _save_new(by, home, "network.centre_opened", row, organisation=command.organisation.code)


def amend_centre(*, by: Actor, centre: InformationCentre, changes: Mapping[str, Any]) -> bool:
    """Say where a centre is, when it is open and its number: everybody may read it. Returns False if nothing differs.

    Raises Problem for a number that is none, and for texts that are too long.
    """
    allowed = {name: str(value).strip() for name, value in changes.items() if name in _LONGEST_OF_CENTRE}
    for name, text in allowed.items():
        if len(text) > _LONGEST_OF_CENTRE[name]:
            raise Problem("unreadable", field=name)
    if allowed.get("phone") and parse_phone(allowed["phone"]) is None:
        raise Problem("unreadable", field="phone")
    about = {"organisation": centre.organisation.code}
    return _save_changes(by, "network.centre_amended", centre, allowed, **about)


def close_centre(*, by: Actor, centre: InformationCentre, on: dt.date) -> bool:
    """Set the last day a centre was open. It is still counted in earlier periods."""
    _require_order(centre.opened_on, on, "closed_on")
    _require_not_future(on, "closed_on")
    about = {"organisation": centre.organisation.code}
    return _save_changes(by, "network.centre_closed", centre, {"closed_on": on}, **about)


def record_office(*, by: Actor, command: RecordOffice) -> Office:
    """Create an office of an organisation."""
    home = require_network(by)
    fields = {name: getattr(command, name) for name in ("organisation", "place", "address", "phone")}
    row = Office(name_hi=command.name_hi.strip(), name_en=command.name_en.strip(), **fields)
    return _save_new(by, home, "network.office_recorded", row, organisation=command.organisation.code)


def amend_office(*, by: Actor, office: Office, changes: Mapping[str, Any]) -> bool:
    """Change an office's place, names, address and phone. Returns False if no value differs."""
    names = {"place", "name_hi", "name_en", "address", "phone"}
    allowed = {name: value for name, value in changes.items() if name in names}
    about = {"organisation": office.organisation.code}
    return _save_changes(by, "network.office_amended", office, allowed, **about)


def require_network(by: Actor) -> Organisation:
    """The secretariat, in whose chain these events are recorded. Raises Forbidden without NETWORK_MANAGE."""
    home = secretariat()
    if home is None or home.id not in by.reach(Permission.NETWORK_MANAGE).organisations:
        raise Forbidden(Permission.NETWORK_MANAGE.value)
    return home


def _save_new[M: models.Model](by: Actor, home: Organisation, verb: str, row: M, **codes: Any) -> M:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record_event(by, home, verb, row, codes)
    except IntegrityError as error:
        raise Problem("taken", _TWICE) from error
    return row


type _OfNetwork = Organisation | Caretaker | OrganisationDistrict | InformationCentre | Office


def _save_changes(by: Actor, verb: str, row: _OfNetwork, changes: Mapping[str, Any], **codes: Any) -> bool:
    home = require_network(by)
    with transaction.atomic():
        office = {} if isinstance(row, Organisation) else {"organisation_id": row.organisation_id}
        locked = type(row)._default_manager.select_for_update().get(**office, pk=row.pk)
        different = {name: value for name, value in changes.items() if getattr(locked, name) != value}
        if not different:
            return False
        before = {name: _plain(getattr(locked, name)) for name in different}
        for name, value in different.items():
            setattr(row, name, value)
        row.save(update_fields=list(different))
        at = _record_event(by, home, verb, row, codes | {"fields": sorted(different)})
        Revision.objects.create(
            organisation=home,
            family="ledger",
            about_type=row._meta.label_lower,
            about=row.pk,
            at=at,
            by=by.account_id,
            verb=verb,
            before=before,
            after={name: _plain(value) for name, value in different.items()},
        )
    return True


def _record_event(by: Actor, home: Organisation, verb: str, row: models.Model, codes: Mapping[str, Any]) -> dt.datetime:
    about_type = row._meta.label_lower
    event = record_event(
        organisation_id=home.id, by=by.account_id, verb=verb, about_type=about_type, about=row.pk, payload=codes
    )
    return event.at


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, dt.date) else value


def _require_filled(**answers: str) -> None:
    for field, answer in answers.items():
        if not answer.strip():
            raise Problem("missing_required", field=field)


def _require_not_future(day: dt.date, field: str) -> None:
    if day > clock.today():
        raise Problem("date_in_future", field=field)


def _require_order(since: dt.date | None, until: dt.date | None, field: str) -> None:
    if since is not None and until is not None and until < since:
        raise Problem("unreadable", _BEFORE, field=field)
