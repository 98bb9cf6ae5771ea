"""Facts for statistics: cases counted by quarter and district, tied to no case."""

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.network.rowwalls import guard_table

KINDS = [
    ("trafficking", "human trafficking"),
    ("labour_exploitation", "labour exploitation"),
    ("violence", "violence"),
    ("missing_person", "missing person"),
    ("other", "other"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_days_may_wait"), ("network", "0003_marks"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="CaseFact",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("quarter", models.DateField()),
                ("kind", models.CharField(choices=KINDS, max_length=24)),
                ("age_band", models.CharField(blank=True, max_length=16)),
                ("sex", models.CharField(blank=True, max_length=16)),
                ("sector", models.CharField(blank=True, max_length=16)),
                ("route", models.CharField(blank=True, max_length=16)),
                ("stage", models.CharField(blank=True, max_length=16)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                (
                    "district",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "quarter"], name="casefact_quarter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quarter__day", 1), ("quarter__month__in", [1, 4, 7, 10])),
                        name="casefact_tells_quarter",
                    )
                ],
            },
        ),
        guard_table("cases_casefact", "cases", may_delete=True),
    ]
