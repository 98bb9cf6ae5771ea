"""Agreed contacts, asked of every journey at commit (see journeys 0007). One agreement a journey, withdrawn or not."""

from django.db import migrations, models

_ASKED = """
ALTER TABLE journeys_journey ADD CONSTRAINT journey_contacts_agreed
    FOREIGN KEY (organisation_id, checked_journey_id) REFERENCES safeguarding_agreement (organisation_id, journey_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
_UNDO = "ALTER TABLE journeys_journey DROP CONSTRAINT journey_contacts_agreed;"


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_squashed_0002"), ("journeys", "0007_hard_stop_checks")]
    operations = [
        migrations.RemoveConstraint(model_name="agreement", name="agreement_once"),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("organisation", "journey"), name="agreement_once"),
        ),
        migrations.RunSQL(_ASKED, _UNDO),
    ]
