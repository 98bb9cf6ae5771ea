"""Who sees to what is left open when a member has left the network."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.ids
from jatan.foundation.db.row_walls import organisation_key

# A member whose last day was written down before there were caretakers: whatever is open there must not fall silent,
# so the network's office sees to it until another is named.
_APPOINT = """
INSERT INTO network_caretaker (id, organisation_id, caretaker_id, since)
SELECT gen_random_uuid(), member.id, office.id, member.member_until + 1
FROM network_organisation member,
     (SELECT id FROM network_organisation WHERE kind = 'network' ORDER BY code LIMIT 1) office
WHERE member.kind = 'member' AND member.member_until IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0005_demo_house")]

    operations = [
        migrations.CreateModel(
            name="Caretaker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "caretaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                        verbose_name="who sees to it",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caretakers",
                        to="network.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "caretaker",
                "verbose_name_plural": "caretakers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("caretaker")), _negated=True),
                        name="caretaker_is_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("organisation",), name="caretaker_one"
                    ),
                ],
            },
        ),
        organisation_key("network_caretaker"),
        migrations.RunSQL(_APPOINT, migrations.RunSQL.noop),
    ]
