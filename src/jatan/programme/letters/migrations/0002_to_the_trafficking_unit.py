"""An application may go to the Anti-Human-Trafficking Unit or to a hospital."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0001_applications_to_offices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='officeletter',
            name='office',
            field=models.CharField(choices=[('labour_office', 'labour office'), ('dlsa', 'District Legal Services Authority'), ('block_office', 'block office'), ('bank', 'bank'), ('police', 'police'), ('ahtu', 'Anti-Human-Trafficking Unit'), ('hospital', 'hospital'), ('other', 'other office')], max_length=16, verbose_name='to which office'),
        ),
    ]
