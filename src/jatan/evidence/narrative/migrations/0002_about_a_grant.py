"""A paragraph may be about a grant, or about a line of its logframe."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("narrative", "0001_paragraphs")]

    operations = [
        migrations.AddField("paragraph", "about", models.UUIDField(editable=False, null=True)),
        migrations.RemoveConstraint("paragraph", "paragraph_in_force"),
        migrations.AddConstraint(
            "paragraph",
            models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("organisation", "place", "first", "last", "theme", "about"),
                name="paragraph_once_in_force",
                nulls_distinct=False,
            ),
        ),
    ]
