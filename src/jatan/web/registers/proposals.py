"""Proposed headings on the page of a run: what columns may mean by their values, and one press that accepts it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.repair import lessons
from jatan.web.registers.second_look import look_again
from jatan.web.registers.words import column_label, content_label, kind_label
from jatan.web.ui.needs import StaffRequest, needs

# Of a proposal in a form: its place in the run's list.
_CHOSEN = "proposal"


def proposed_headings(by: Actor, run: ImportRun) -> dict[str, list[dict[str, Any]]]:
    """A run's proposals as its page shows them: `needed`, `optional`, `questions` about needed columns; {} for none."""
    open_ones = [(at, one) for at, one in enumerate(run.proposed) if not one["is_accepted"]]
    samples = selectors.heading_samples(by, run) if open_ones else {}
    shown = [_shown(at, one, samples) for at, one in open_ones]
    groups = {
        "needed": [one for one in shown if one["is_sure"] and one["is_needed"]],
        "optional": [one for one in shown if one["is_sure"] and not one["is_needed"]],
        "questions": [one for one in shown if not one["is_sure"] and one["is_needed"]],
    }
    return groups if any(groups.values()) else {}


@require_POST
@needs(Permission.REGISTER_IMPORT)
def accept_proposed(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Learn the proposals that were ticked (POST `proposal`: their places in the run's list), and look again."""
    run = selectors.find_run(request.actor, pk)
    accepted = lessons.accept_of_run(by=request.actor, run=run, places=request.POST.getlist(_CHOSEN))
    if not accepted:
        messages.error(request, _("Tick the columns that are read rightly."))
        return redirect("import_run", run.pk)
    messages.success(request, _("Remembered for your office."))
    return redirect("import_run", look_again(request, run).pk)


def _shown(at: int, proposal: Mapping[str, Any], samples: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One proposal as the page shows it."""
    return {
        **proposal,
        "at": at,
        "kind_label": kind_label(proposal["kind"]),
        "meanings": [column_label(name) for name in proposal["fields"]],
        "what": content_label(proposal["content"]),
        "samples": samples.get(proposal["kind"], {}).get(proposal["heading"], ()),
    }
