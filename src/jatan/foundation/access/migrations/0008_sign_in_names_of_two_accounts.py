"""Sign-in names are not unique any more: a name that another member uses is not refused (see invitations.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0007_second_person")]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="email",
            field=models.EmailField(db_index=True, max_length=254, verbose_name="e-mail or sign-in name"),
        ),
    ]
