"""How often a group has agreed to meet, and which books it keeps as somebody saw them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_RHYTHMS = [
    ("week", "every week"),
    ("fortnight", "every two weeks"),
    ("month", "every month"),
    ("quarter", "every three months"),
]
_BOOKS = [
    ("members", "list of members"),
    ("meetings", "book of meetings"),
    ("migrants", "register of those who leave"),
    ("money", "account book"),
]


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_squashed_0003"), ("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.AddField(
            model_name="group",
            name="meets_every",
            field=models.CharField(blank=True, choices=_RHYTHMS, default="", max_length=12, verbose_name="meets"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="BookCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="block or district",
                    ),
                ),
                ("panchayat", models.CharField(blank=True, max_length=120, verbose_name="panchayat")),
                ("village", models.CharField(blank=True, max_length=120, verbose_name="village")),
                ("recorded_by", models.UUIDField(editable=False, null=True)),
                ("recorded_at", models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ("changed_at", models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_by", models.UUIDField(editable=False, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for withdrawing"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book_checks",
                        to="groups.group",
                        verbose_name="group",
                    ),
                ),
                ("looked_on", models.DateField(verbose_name="looked at on")),
                (
                    "kept",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=_BOOKS, max_length=12),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="kept up to date",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of the books",
                "verbose_name_plural": "checks of the books",
                "indexes": [
                    models.Index(fields=["organisation", "group", "looked_on"], name="bookcheck_group")
                ],
            },
        ),
        organisation_key("groups_bookcheck"),
        guard_table("groups_bookcheck", "activities"),
        same_organisation("groups_bookcheck", [("group_id", "groups_group")]),
    ]
