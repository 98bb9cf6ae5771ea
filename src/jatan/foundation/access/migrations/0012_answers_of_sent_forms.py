"""What was answered in a form that made a record, as a keyed hash: the same answers from a fresh page are told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0011_sent_forms")]

    operations = [
        migrations.AddField("sentform", "answers", models.BinaryField(max_length=32, null=True)),
        migrations.AddIndex(
            model_name="sentform",
            index=models.Index(
                fields=["answers"], condition=models.Q(("answers__isnull", False)), name="sent_form_answers"
            ),
        ),
    ]
