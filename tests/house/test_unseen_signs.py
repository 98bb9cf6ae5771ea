"""No name keeps a sign that nobody sees: direction marks and characters without width make one name look like another.

The lists are generated from the code, so new commands, tables and forms are tried too. What decides how an Indic
conjunct is drawn (U+200C, U+200D after a letter or halant) stays.
"""

import contextlib
import dataclasses
from typing import Any

import pytest
from django import forms
from django.db import DataError, IntegrityError, transaction

from jatan.foundation.access import acts, invitations
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.invisible import without_controls
from jatan.programme.allies.models import Ally
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.fields import Field
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import rules_of
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.page_forms import fields_of, page_forms
from tests.house.standing_rows import cast, own, standing_rows
from tests.house.test_aadhaar_is_refused import commands, written
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
# What one signs in with, and secrets.
NO_WORDS = (
    "jatan.web.accounts",
    "jatan.web.vault",
    "jatan.web.gallery",
    "jatan.web.cases.referral_forms.UploadForm.passphrase",
    "jatan.web.network.forms.InviteForm.email",  # the service cleans it
    "jatan.web.ledger.heads.LinesForm.lines",  # nothing keeps it
    "jatan.web.ledger.views.EventFilter.month",  # nothing keeps it
)
UNSEEN = "\u202e\u200b\u2066\u200e\ufeff\u00ad\u200d"
CLEAN = "Zqक्\u200dषab"
TYPED = f"{UNSEEN}Zq{UNSEEN}क्\u200dष\u200ba\u202eb{UNSEEN}"


def test_every_command_leaves_them_out_of_every_text() -> None:
    kept, tried = [], 0
    for kind in commands():
        names = [field.name for field in dataclasses.fields(kind) if field.type in (str, "str")]
        for name in names:
            command = object.__new__(kind)
            for field in dataclasses.fields(kind):
                object.__setattr__(command, field.name, None)
            object.__setattr__(command, name, TYPED)
            with contextlib.suppress(AttributeError, TypeError, KeyError):  # what follows from fields that are not set
                command._complete()
            tried += 1
            if getattr(command, name) != CLEAN:
                kept.append(f"{kind.__name__}.{name}: {getattr(command, name)!a}")
    assert tried > 150
    assert not kept, "\n".join(kept)


def test_a_text_of_nothing_that_is_seen_is_missing(cast: Cast) -> None:
    kinds = [one for one in commands() if "name" in rules_of(one).required]
    assert len(kinds) > 3
    for kind in kinds:
        command = object.__new__(kind)
        for field in dataclasses.fields(kind):
            object.__setattr__(command, field.name, None)
        object.__setattr__(command, "name", UNSEEN)
        with contextlib.suppress(AttributeError, TypeError, KeyError):
            command._complete()
        assert ("missing_required", "name") in {(one.code, one.field) for one in command._checked()}, kind.__name__


def test_no_record_keeps_them_however_it_is_written(cast: Cast, own: Belongings) -> None:
    """Below all doors: rows that are amended without a command, too."""
    rows = {type(row): row for row in own.rows.values() if isinstance(row, Guarded)}
    kept, tried = [], 0
    where: dict[str, Any] = {"permission": Permission.RECORDS_CORRECT, "correct": Permission.RECORDS_CORRECT}
    with acting_as(cast.actor("coordinator")) as by:
        for model, row in rows.items():
            if model.FAMILY == "studies" or not model._default_manager.filter(pk=row.pk).exists():
                continue
            for name in written(model):
                try:
                    with transaction.atomic():
                        acts.amend(by=by, row=row, changes={name: TYPED}, reason=TYPED, verb="test.amended", **where)
                except (DataError, IntegrityError):  # a column that takes no such word at all
                    continue
                tried += 1
                now = model._default_manager.values_list(name, flat=True).get(pk=row.pk)
                if now != CLEAN or getattr(row, name) != CLEAN:
                    kept.append(f"{model.__name__}.{name}: {now!a}")
    assert tried > 60
    assert not kept, "\n".join(kept)


def test_a_new_record_and_a_reason_keep_none(cast: Cast, own: Belongings) -> None:
    for kind in (Group, Ally):
        with acting_as(cast.actor("coordinator")) as by:
            made = kind(organisation_id=cast.gumla.id, place=cast.gumla_block, name=TYPED)
            where: dict[str, Any] = {"by": by, "permission": Permission.ACTIVITIES_RECORD, "verb": "test.recorded"}
            acts.record(rows=[made], **where)
            assert kind._default_manager.values_list("name", flat=True).get(pk=made.pk) == CLEAN
            acts.withdraw(row=made, correct=Permission.RECORDS_CORRECT, reason=TYPED, **where)
            assert kind._default_manager.values_list("withdrawn_reason", flat=True).get(pk=made.pk) == CLEAN


def test_every_free_text_field_of_a_page_leaves_them_out() -> None:
    kept, asked = [], 0
    for kind in page_forms():
        for name, field in fields_of(kind).items():
            is_text = isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)
            where = f"{kind.__module__}.{kind.__name__}.{name}"
            if not is_text or where.startswith(NO_WORDS):
                continue
            try:
                found = field.clean(TYPED[: field.max_length])
            except forms.ValidationError:
                continue
            asked += 1
            if found and found != without_controls(found):
                kept.append(where)
    assert asked > 100
    assert not kept, "\n".join(kept)


def test_no_text_of_a_sealed_entry_keeps_them() -> None:
    kept, tried = [], 0
    for kind in KINDS.values():
        for field in kind.fields:
            if not isinstance(field, Field) or field.kind not in ("line", "text"):
                continue
            tried += 1
            try:
                if field.parse_answer(TYPED) != CLEAN:
                    kept.append(f"{kind.code}.{field.name}")
            except (Problem, Problems):
                continue
    assert tried > 20
    assert not kept, "\n".join(kept)


def test_an_account_is_not_named_like_another(cast: Cast) -> None:
    post = [GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)]
    with acting_as(cast.actor("coordinator")) as by:
        account, _token = invitations.invite_account(by=by, email="na\u200bya", name=TYPED, postings=post)
        assert (account.email, account.name) == ("naya", CLEAN)
        with pytest.raises(Problem) as raised:
            invitations.invite_account(by=by, email="nay\u2060a", name="Naya", postings=post)
        assert raised.value.code == "taken"
        with pytest.raises(Problem):
            invitations.invite_account(by=by, email="other", name=UNSEEN, postings=post)


def test_names_of_several_kinds_through_their_pages(cast: Cast, browser: Browser) -> None:
    client, place = browser("coordinator"), str(cast.gumla_block.pk)
    client.post("/groups/new/", {"name": TYPED, "kind": "forum", "place": place})
    with acting_as(cast.actor("coordinator")):
        assert Group.objects.filter(name=CLEAN).count() == 1
