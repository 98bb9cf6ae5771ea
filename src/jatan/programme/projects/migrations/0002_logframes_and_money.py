"""The logframe of a grant, what is counted by hand for it, its instalments and what was spent of them."""

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.db.row_walls import guarded_columns, key_and_walls, same_organisation

_FAMILY = "activities"


def _link(to, related_name, **kwargs):
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=to,
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects_and_links")]

    operations = [
        migrations.CreateModel(
            name="ProjectObjective",
            fields=[
                *guarded_columns(),
                ("project", _link("projects.project", "objectives")),
                ("title_hi", models.CharField(blank=True, max_length=300, verbose_name="objective in Hindi")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="objective in English")),
            ],
            options={
                "verbose_name": "objective of a grant",
                "verbose_name_plural": "objectives of a grant",
                "indexes": [models.Index(fields=["organisation", "project"], name="projectobjective_project")],
            },
        ),
        migrations.CreateModel(
            name="ProjectIndicator",
            fields=[
                *guarded_columns(),
                ("objective", _link("projects.projectobjective", "indicators", verbose_name="objective")),
                ("number", models.CharField(blank=True, max_length=49, verbose_name="what the house counts")),
                ("title_hi", models.CharField(blank=True, max_length=200, verbose_name="what is counted, in Hindi")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="what is counted, in English")),
                (
                    "baseline",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="how many at the beginning"),
                ),
                ("target", models.PositiveIntegerField(verbose_name="target")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be reached by")),
            ],
            options={
                "verbose_name": "indicator of a grant",
                "verbose_name_plural": "indicators of a grant",
                "indexes": [models.Index(fields=["organisation", "objective"], name="projectindicator_objective")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("target__gt", 0)), name="projectindicator_target"),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), ("title_en", ""), ("title_hi", ""), _negated=True),
                        name="projectindicator_counts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandCount",
            fields=[
                *guarded_columns(),
                ("indicator", _link("projects.projectindicator", "hand_counts")),
                ("counted_on", models.DateField(verbose_name="counted on")),
                ("amount", models.PositiveIntegerField(verbose_name="how many more")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="how it is known")),
            ],
            options={
                "verbose_name": "count by hand",
                "verbose_name_plural": "counts by hand",
                "indexes": [models.Index(fields=["organisation", "indicator", "counted_on"], name="handcount_day")],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                *guarded_columns(),
                ("project", _link("projects.project", "instalments")),
                ("amount", models.PositiveIntegerField(verbose_name="rupees")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="expected on")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="came on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "instalment",
                "verbose_name_plural": "instalments",
                "indexes": [models.Index(fields=["organisation", "project"], name="instalment_project")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="instalment_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", False), ("received_on__isnull", False), _connector="OR"
                        ),
                        name="instalment_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                *guarded_columns(),
                ("instalment", _link("projects.instalment", "spendings")),
                ("amount", models.PositiveIntegerField(verbose_name="rupees")),
                ("spent_on", models.DateField(verbose_name="spent on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="for what")),
            ],
            options={
                "verbose_name": "money spent of a grant",
                "verbose_name_plural": "money spent of grants",
                "indexes": [models.Index(fields=["organisation", "instalment", "spent_on"], name="spending_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="spending_amount"),
                ],
            },
        ),
        *key_and_walls("projects_projectobjective", _FAMILY),
        *key_and_walls("projects_projectindicator", _FAMILY),
        *key_and_walls("projects_handcount", _FAMILY),
        *key_and_walls("projects_instalment", _FAMILY),
        *key_and_walls("projects_spending", _FAMILY),
        same_organisation("projects_projectobjective", [("project_id", "projects_project")]),
        same_organisation("projects_projectindicator", [("objective_id", "projects_projectobjective")]),
        same_organisation("projects_handcount", [("indicator_id", "projects_projectindicator")]),
        same_organisation("projects_instalment", [("project_id", "projects_project")]),
        same_organisation("projects_spending", [("instalment_id", "projects_instalment")]),
    ]
