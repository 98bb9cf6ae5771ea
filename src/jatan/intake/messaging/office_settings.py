"""A coordinator's settings: message templates, and sending rules with the monthly budget."""

import datetime as dt
import uuid
from typing import Any

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.privacy import privacy_classes
from jatan.intake.messaging import events
from jatan.intake.messaging.models import SendingRules, Template
from jatan.intake.messaging.office import place_of, sending_rules_of
from jatan.intake.messaging.texts import languages, shipped_texts, template_problems
from jatan.kernel.problems import Problem, raise_any

_PLAN = Permission.SAFETY_PLAN


def save_template(
    *, by: Actor, organisation_id: uuid.UUID, purpose: str, language: str, text: str, registered_as: str = ""
) -> Template:
    """Save the organisation's own template; an empty text restores the shipped one. Raises Problems for a bad text."""
    gate.require(by, _PLAN, organisation_id=organisation_id)
    if purpose not in shipped_texts() or language not in languages():
        raise Problem("unreadable", field="language")
    text = text.strip()
    if text:
        raise_any(template_problems(text, purpose))
    rows = Template.objects.live().filter(organisation_id=organisation_id, purpose=purpose, language=language)
    row = rows.first()
    values = {"text": text, "registered_as": registered_as.strip()}
    if row is None:
        row = Template(
            organisation_id=organisation_id,
            place=place_of(organisation_id),
            purpose=purpose,
            language=language,
            **values,
        )
        acts.record(by=by, permission=_PLAN, verb=events.TEMPLATE_WORDED, rows=[row])
        return row
    acts.amend(by=by, permission=_PLAN, correct=_PLAN, verb=events.TEMPLATE_WORDED, row=row, changes=dict(values))
    return row


def save_sending_rules(*, by: Actor, organisation_id: uuid.UUID, changes: dict[str, Any]) -> SendingRules:
    """Set quiet hours, price, the month's limits, language and the number of the desk."""
    gate.require(by, _PLAN, organisation_id=organisation_id)
    unknown = set(changes) - set(privacy_classes(SendingRules))
    if unknown:
        raise ValueError(f"not a rule: {', '.join(sorted(unknown))}")
    _validate_rules(changes)
    row = sending_rules_of(organisation_id)
    if row.recorded_by is None:
        for name, value in changes.items():
            setattr(row, name, value)
        acts.record(by=by, permission=_PLAN, verb=events.RULES_SET, rows=[row])
        return row
    acts.amend(by=by, permission=_PLAN, correct=_PLAN, verb=events.RULES_SET, row=row, changes=changes)
    return row


def _validate_rules(changes: dict[str, Any]) -> None:
    for name in ("paise_per_part", "monthly_rupees", "monthly_messages"):
        if changes.get(name) is not None and not 0 <= changes[name] <= (32_000 if "paise" in name else 10_000_000):
            raise Problem("unreadable", field=name)
    for name in ("quiet_from", "quiet_until"):
        if name in changes and not isinstance(changes[name], dt.time):
            raise Problem("missing_required", field=name)
    if changes.get("language", "hi") not in languages():
        raise Problem("unreadable", field="language")
