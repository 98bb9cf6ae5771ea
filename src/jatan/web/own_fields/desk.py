"""The record pages of own questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission as P
from jatan.programme.own_fields import services
from jatan.programme.own_fields.choices import RecordKind
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import OwnField
from jatan.web.own_fields.record_forms import OwnFieldForm
from jatan.web.ui.records.columns import by_choice, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Step


def _words(row: OwnField) -> str:
    return ", ".join(str(word) for _code, word in row.question.choices)


def _make(by: Any, answers: Any) -> OwnField:
    return services.make_own_field(by=by, command=MakeOwnField(**answers))


_RETIRE = Step(
    slug="retire",
    label=_("Stop asking"),
    needs=P.RECORDS_CORRECT,
    act=lambda by, row, answers: services.retire_own_field(by=by, own_field=row),
    sentence=_("This question is no longer asked. The answers that were given stay with their records."),
    is_open=lambda row: row.retired_on is None,
    done=_("This question is no longer asked."),
)


class _OwnQuestions(Desk):
    def is_changeable(self, row: Any) -> bool:
        return row.retired_on is None


OWN_FIELDS = _OwnQuestions(
    slug="own-questions",
    kind=services.OWN_FIELD,
    title=_("Own questions"),
    icon="question",
    label=lambda row: row.label,
    form=OwnFieldForm,
    add_label=_("Make an own question"),
    register=_make,
    amend=lambda by, row, changes: services.rename_own_field(by=by, own_field=row, changes=changes),
    steps=(_RETIRE,),
    columns=(
        DisplayField(_("Question"), "label"),
        *display_fields(OwnField, "kind", "sort", "retired_on"),
    ),
    facts=(
        *display_fields(OwnField, "kind", "sort", "label_hi", "label_en"),
        DisplayField(_("Words of the list"), _words),
        *display_fields(OwnField, "retired_on"),
    ),
    filters=(by_choice("kind", _("About what?"), RecordKind),),
    is_exportable=False,
    empty=_("Your office has no own questions. You can ask up to three for each kind of record."),
)

DESKS = (OWN_FIELDS,)
