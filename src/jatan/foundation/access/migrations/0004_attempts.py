"""How often something was tried, for the rate limiter. No wall: it is asked before an actor is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_squashed_0003")]

    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                ("mark", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["since"], name="attempts_since")]},
        ),
    ]
