"""A posting may be that of a legal officer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_shared_cache")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="role",
            field=models.CharField(
                choices=[
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
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
    ]
