"""Published months that a run touches, and what it changed in them."""

from typing import Any

from jatan.evidence.indicators.month_names import month_name
from jatan.evidence.indicators.published_changes import changes_of_import, published_among
from jatan.evidence.reports.changed_figures import figure_label
from jatan.intake.registers.models import ImportRun


def published_context(run: ImportRun) -> dict[str, Any]:
    """For the page of a run or its preview. At most two queries."""
    months = published_among(run.months) if run.months else []
    changes = changes_of_import(run.organisation_id, run.pk) if months and not run.is_dry_run else []
    return {
        "published": [month_name(month).in_language() for month in months],
        "changed": [(month_name(one.month).in_language(), figure_label(one), one.before, one.after) for one in changes],
    }
