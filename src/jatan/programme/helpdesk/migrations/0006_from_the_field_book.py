"""An issue may come from a forum leader's phone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0005_list_order'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issue',
            name='origin',
            field=models.CharField(choices=[('desk', 'told at the desk'), ('contact', 'an agreed contact'), ('ladder', 'no contact for days'), ('message', 'a text message'), ('pass', "the migrant's pass"), ('trigger', 'a hard stop before leaving'), ('outcome', 'told after coming home'), ('field_book', "a forum leader's phone")], default='desk', max_length=10, verbose_name='brought by'),
        ),
    ]
