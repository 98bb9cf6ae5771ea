"""The law that an activity was about; consultations at block and district level, meetings with officials."""

from django.db import migrations, models

_KINDS = [
    ("shg_meeting", "meeting with a self-help group"),
    ("awareness", "awareness programme"),
    ("adolescent_meeting", "adolescent group meeting"),
    ("forum_meeting", "migrant forum meeting"),
    ("frontline_meeting", "meeting with frontline workers"),
    ("quarterly_training", "quarterly training in a village"),
    ("panchayat_workshop", "workshop at panchayat level"),
    ("block_training", "training workshop at block level"),
    ("district_workshop", "workshop at district level"),
    ("camp", "camp"),
    ("consultation_block", "consultation at block level"),
    ("consultation_district", "consultation at district level"),
    ("consultation_state", "consultation at state level"),
    ("consultation_national", "consultation at national level"),
    ("officials_meeting", "meeting with officials"),
    ("media_event", "media event"),
    ("group_reach", "people reached through groups"),
]
_TOPICS = [
    ("domestic_violence", "domestic violence"),
    ("workplace_harassment", "sexual harassment at work"),
    ("dowry", "dowry and cruelty in marriage"),
    ("child_marriage", "child marriage"),
    ("witch_branding", "witch-branding"),
    ("trafficking", "human trafficking"),
    ("pocso", "sexual offences against children (POCSO)"),
    ("juvenile_justice", "care of children (Juvenile Justice Act)"),
    ("bonded_labour", "bonded labour"),
    ("migrant_work", "migrant workers and labour codes"),
]


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_months_without_day")]
    operations = [
        migrations.AlterField(
            "activity", "kind", models.CharField(choices=_KINDS, max_length=24, verbose_name="kind of activity")
        ),
        migrations.AddField(
            "activity",
            "law_topic",
            models.CharField(
                blank=True, choices=_TOPICS, db_default="", default="", max_length=20, verbose_name="law concerned"
            ),
        ),
        migrations.AddIndex(
            "activity",
            models.Index(
                condition=models.Q(("withdrawn_at__isnull", True), models.Q(("law_topic", ""), _negated=True)),
                fields=["organisation", "law_topic", "held_on"],
                name="activity_law",
            ),
        ),
    ]
