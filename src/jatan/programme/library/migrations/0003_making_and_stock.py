"""How a material is made (stages, trials, versions, languages), and a stock book of every organisation.

A line of the stock book may be about another organisation's material, so its link is no foreign key of the database.
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation, update_every_row

_STAGES = [
    ("in_use", "in use"),
    ("brief", "brief: not made yet"),
    ("draft", "draft"),
    ("tried", "tried in a village"),
    ("approved", "approved"),
    ("printed", "printed"),
]
_LINES = [
    ("given", "given out"),
    ("printed", "printed"),
    ("received", "came in"),
    ("sent", "passed on to another office"),
    ("spoiled", "spoiled or old"),
    ("asked", "asked for, not there"),
]
# Every material that is there is a work of its own.
_WORKS = update_every_row("library_material", "work = id")
_OWNERS = f"""
ALTER TABLE library_distribution ADD COLUMN owner_id uuid;
{update_every_row("library_distribution", "owner_id = organisation_id")}
ALTER TABLE library_distribution ALTER COLUMN owner_id SET NOT NULL;
ALTER TABLE library_distribution ADD CONSTRAINT library_distribution_owner_id_fk
    FOREIGN KEY (owner_id) REFERENCES network_organisation (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE library_distribution DROP CONSTRAINT IF EXISTS library_distribution_material_id_same_org;
"""
_OWNERS_UNDO = """
ALTER TABLE library_distribution DROP COLUMN owner_id;
ALTER TABLE library_distribution ADD CONSTRAINT library_distribution_material_id_same_org
    FOREIGN KEY (organisation_id, material_id) REFERENCES library_material (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
"""


def _organisation():
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="network.organisation",
    )


def _id():
    return models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("library", "0001_squashed_0002"), ("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.AddField(
            "material",
            "stage",
            models.CharField(choices=_STAGES, default="in_use", max_length=8, verbose_name="stage"),
        ),
        migrations.AddField(
            "material", "audience", models.CharField(blank=True, default="", max_length=200, verbose_name="for whom"), preserve_default=False
        ),
        migrations.AddField(
            "material",
            "message",
            models.TextField(blank=True, default="", verbose_name="what they should understand and do"),
            preserve_default=False,
        ),
        migrations.AddField("material", "work", models.UUIDField(editable=False, null=True)),
        migrations.AddField(
            "material",
            "follows",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="library.material",
                verbose_name="version before",
            ),
        ),
        migrations.AddField(
            "material", "approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")
        ),
        migrations.AddField(
            "material",
            "superseded_on",
            models.DateField(blank=True, editable=False, null=True, verbose_name="replaced by a newer version on"),
        ),
        migrations.AddField(
            "material",
            "recalled_on",
            models.DateField(blank=True, editable=False, null=True, verbose_name="called back on"),
        ),
        migrations.AddField(
            "material",
            "recalled_what",
            models.CharField(
                blank=True, default="", editable=False, max_length=300, verbose_name="why it was called back"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(_WORKS, migrations.RunSQL.noop),
        migrations.AlterField(
            "material", "work", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False)
        ),
        same_organisation("library_material", [("follows_id", "library_material")]),
        migrations.AddIndex(
            "material", models.Index(
                condition=models.Q(("approved_on__isnull", False)),
                fields=["organisation", "approved_on"],
                name="material_approved",
            ),
        ),
        migrations.AddIndex("material", models.Index(fields=["work"], name="material_work")),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", _id()),
                ("organisation", _organisation()),
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
                    "material",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="library.material",
                        verbose_name="material",
                    ),
                ),
                ("tried_on", models.DateField(verbose_name="tried on")),
                ("tried_by", models.CharField(blank=True, max_length=120, verbose_name="tried by")),
                ("listeners", models.PositiveIntegerField(verbose_name="people who saw or heard it")),
                ("understood", models.PositiveIntegerField(verbose_name="of them, understood it as meant")),
                ("what_understood", models.TextField(verbose_name="what they understood, in their words")),
                ("what_not", models.TextField(blank=True, verbose_name="what was not understood")),
                ("to_change", models.TextField(blank=True, verbose_name="what must change")),
            ],
            options={
                "verbose_name": "trial in a village",
                "verbose_name_plural": "trials in villages",
                "indexes": [models.Index(fields=["organisation", "material", "tried_on"], name="trial_material")],
            },
        ),
        organisation_key("library_trial"),
        guard_table("library_trial", "library"),
        same_organisation("library_trial", [("material_id", "library_material")]),
        migrations.AlterModelOptions(
            name="distribution",
            options={
                "verbose_name": "line of the stock book",
                "verbose_name_plural": "lines of the stock book",
            },
        ),
        migrations.AddField(
            "distribution",
            "kind",
            models.CharField(choices=_LINES, default="given", max_length=8, verbose_name="what happened"),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_OWNERS, _OWNERS_UNDO)],
            state_operations=[
                migrations.AddField("distribution", "owner", _organisation(), preserve_default=False),
                migrations.RemoveIndex("distribution", "distribution_material"),
                migrations.RemoveField("distribution", "material"),
                migrations.AddField("distribution", "material_id", models.UUIDField()),
                migrations.AddField(
                    "distribution",
                    "material",
                    models.ForeignObject(
                        from_fields=["owner", "material_id"],
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="library.material",
                        to_fields=["organisation", "id"],
                    ),
                ),
                migrations.AddIndex(
                    "distribution",
                    models.Index(fields=["organisation", "material_id", "given_on"], name="distribution_material"),
                ),
            ],
        ),
        migrations.AddIndex("distribution", models.Index(fields=["material_id"], name="distribution_of")),
        migrations.AlterField("distribution", "given_on", models.DateField(verbose_name="on")),
        migrations.AlterField(
            "distribution",
            "to_whom",
            models.CharField(blank=True, max_length=200, verbose_name="to whom, from whom"),
        ),
    ]
