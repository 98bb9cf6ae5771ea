"""Forms that were accepted, so that one sent twice is recorded once. No wall: a mark says nothing to who did not send."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0010_pinned_pages")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("mark", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("accepted_at", models.DateTimeField()),
                ("goes_to", models.TextField(blank=True)),
            ],
            options={"indexes": [models.Index(fields=["accepted_at"], name="sent_form_accepted_at")]},
        ),
    ]
