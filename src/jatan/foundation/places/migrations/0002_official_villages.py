"""Villages of the official list (LGD), from files that the operator brings."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListedVillage',
            fields=[
                ('code', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('census2011_code', models.CharField(blank=True, max_length=8)),
                ('name_en', models.CharField(max_length=120)),
                ('name_hi', models.CharField(blank=True, max_length=120)),
                ('fold', models.CharField(blank=True, max_length=200)),
                ('subdistrict', models.CharField(blank=True, max_length=120)),
                ('panchayat_code', models.PositiveIntegerField(null=True)),
                ('panchayat_en', models.CharField(blank=True, max_length=120)),
                ('panchayat_hi', models.CharField(blank=True, max_length=120)),
                ('is_listed', models.BooleanField(default=True)),
                ('block', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'verbose_name': 'village of the official list',
                'verbose_name_plural': 'villages of the official list',
                'indexes': [models.Index(fields=['block', 'fold'], name='listedvillage_block'), models.Index(fields=['district', 'fold'], name='listedvillage_district')],
            },
        ),
    ]
