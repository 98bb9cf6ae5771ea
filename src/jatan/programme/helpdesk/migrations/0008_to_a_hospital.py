"""An issue may go to a hospital."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0007_who_has_opened'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issue',
            name='sent_to',
            field=models.CharField(blank=True, choices=[('labour_office', 'labour office'), ('block_office', 'block office'), ('ahtu', 'Anti-Human-Trafficking Unit'), ('dlsa', 'District Legal Services Authority'), ('police', 'police'), ('cwc', 'Child Welfare Committee'), ('hospital', 'hospital'), ('other', 'other office')], max_length=20, verbose_name='sent to'),
        ),
    ]
