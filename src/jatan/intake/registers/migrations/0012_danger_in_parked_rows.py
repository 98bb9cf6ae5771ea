"""A row of a register that waits names the urgent issue that told of its danger."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0011_page_photographs'),
    ]

    operations = [
        migrations.AddField(
            model_name='parkedrow',
            name='issue',
            field=models.UUIDField(null=True),
        ),
    ]
