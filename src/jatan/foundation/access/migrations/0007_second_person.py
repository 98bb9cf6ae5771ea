"""Acts on access that wait for a second person, and the code that she gives. No wall, as postings have none: the table
says who works where, and no record of anybody."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.conf import settings
from django.db import migrations, models

from jatan.foundation.db.row_walls import organisation_key

_ROLES = [
    ("field_worker", "field worker"),
    ("desk_operator", "desk operator"),
    ("counsellor", "counsellor"),
    ("supervisor", "case supervisor"),
    ("legal_officer", "legal officer"),
    ("coordinator", "coordinator"),
    ("secretariat", "secretariat"),
    ("researcher", "researcher"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
]
_KINDS = [
    ("posting", "new posting"),
    ("link", "new link to choose a password"),
    ("second_step", "second step taken away"),
    ("reopen", "access opened again"),
]


def _person(name: str | None = None, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name or "+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0006_hashed_session_keys"), ("network", "0004_keys_of_version_0_1_tables"), ("places", "0001_initial")]

    operations = [
        migrations.AddField("invitation", "code_digest", models.CharField(blank=True, default="", max_length=64)),
        migrations.AlterField("invitation", "code_digest", models.CharField(blank=True, max_length=64)),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=_KINDS, max_length=12)),
                ("role", models.CharField(blank=True, choices=_ROLES, max_length=20)),
                ("since", models.DateField(null=True)),
                ("asked_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, choices=[("approved", "agreed"), ("refused", "refused")], max_length=10),
                ),
                ("account", _person("access_requests")),
                ("asked_by", _person(null=True)),
                ("decided_by", _person(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "verbose_name": "request for access",
                "indexes": [models.Index(fields=["organisation", "decided_at"], name="access_request_open")],
            },
        ),
        organisation_key("access_accessrequest"),
    ]
