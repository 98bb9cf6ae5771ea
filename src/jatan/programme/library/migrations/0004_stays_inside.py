"""Materials that never become public, because of a story in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0003_making_and_stock")]
    operations = [
        migrations.AddField("material", "stays_inside", models.BooleanField(default=False, editable=False)),
        migrations.AddConstraint(
            "material",
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(stays_inside=False), name="material_inside_or_public"
            ),
        ),
    ]
