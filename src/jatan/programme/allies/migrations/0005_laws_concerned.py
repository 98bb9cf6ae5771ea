"""The law that a meeting or an ask was about."""

from django.db import migrations, models

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
    dependencies = [("allies", "0004_one_directory")]
    operations = [
        migrations.AddField(
            model,
            "law_topic",
            models.CharField(
                blank=True,
                choices=_TOPICS,
                db_default="",
                default="",
                max_length=20,
                verbose_name="law concerned",
            ),
        )
        for model in ("meeting", "ask")
    ]
