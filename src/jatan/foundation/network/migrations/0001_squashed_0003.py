"""The organisations of the network, their offices and districts, and the marks that members compare, behind walls of their own.

Whoever sees or records people or agents anywhere may compare with everybody's marks; she writes and takes back only
marks of organisations whose people or agents she records. Marks are never changed.

Stands for the migrations 0001 to 0003 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import organisation_key

_MAY_WRITE = " OR ".join(
    f"organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_{family}', true), ',')::uuid[])"
    "::uuid[])"
    for family in ("people", "agents")
)
_MAY_COMPARE = (
    "(SELECT coalesce(current_setting('jatan.read_people', true), '') <> ''"
    " OR coalesce(current_setting('jatan.read_agents', true), '') <> '')"
)
_MARKS = f"""
ALTER TABLE network_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY network_mark_read ON network_mark FOR SELECT USING ({_MAY_COMPARE});
CREATE POLICY network_mark_insert ON network_mark FOR INSERT WITH CHECK ({_MAY_WRITE});
CREATE POLICY network_mark_delete ON network_mark FOR DELETE USING ({_MAY_WRITE});
"""
_MARKS_UNDO = """
DROP POLICY IF EXISTS network_mark_read ON network_mark;
DROP POLICY IF EXISTS network_mark_insert ON network_mark;
DROP POLICY IF EXISTS network_mark_delete ON network_mark;
ALTER TABLE network_mark NO FORCE ROW LEVEL SECURITY;
ALTER TABLE network_mark DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("network", "0001_initial"),
        ("network", "0002_workbook_names"),
        ("network", "0003_marks"),
    ]
    dependencies = [("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('member', 'member organisation'), ('network', 'network secretariat')], default='member', max_length=10, verbose_name='kind')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_hi', models.CharField(max_length=200, verbose_name='name in Hindi')),
                ('member_since', models.DateField(null=True, verbose_name='member since')),
                ('member_until', models.DateField(blank=True, null=True, verbose_name='member until')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationDistrict',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='network.organisation')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'district', 'since'), name='orgdistrict_once')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('name_en', models.CharField(max_length=200)),
                ('name_hi', models.CharField(max_length=200)),
                ('address', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='InformationCentre',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='centres', to='network.organisation')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('name_en', models.CharField(max_length=200)),
                ('name_hi', models.CharField(max_length=200)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name_en'), name='centre_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkbookName',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='workbooks', to='network.organisation')),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='workbookname_once')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('kind', models.CharField(max_length=20)),
                ('mark', models.BinaryField(max_length=16)),
                ('about', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'mark'], name='mark_same')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'about', 'kind', 'mark'), name='mark_once')],
            },
        ),
        organisation_key("network_organisationdistrict", "network_office", "network_informationcentre", "network_workbookname", "network_mark"),
        migrations.RunSQL(_MARKS, _MARKS_UNDO),
    ]
