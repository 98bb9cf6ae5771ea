"""Calls for help. Anybody may put one in; nobody reads one that has not been delivered but the delivery itself (`jatan.calls`).

A delivered call stands behind the wall `calls` of the organisation that it was brought to.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


_LISTED = "organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.{}_calls', true), ',')::uuid[])::uuid[])"
_READ, _WRITE = _LISTED.format("read"), _LISTED.format("write")
_DOOR = "current_setting('jatan.calls', true) = 'open'"
_WALLS = f"""
ALTER TABLE calls_callforhelp ENABLE ROW LEVEL SECURITY;
ALTER TABLE calls_callforhelp FORCE ROW LEVEL SECURITY;
CREATE POLICY calls_callforhelp_read ON calls_callforhelp FOR SELECT USING ({_DOOR} OR {_READ});
CREATE POLICY calls_callforhelp_insert ON calls_callforhelp FOR INSERT
    WITH CHECK (organisation_id IS NULL AND issue IS NULL AND delivered_at IS NULL AND answered_at IS NULL);
CREATE POLICY calls_callforhelp_update ON calls_callforhelp FOR UPDATE
    USING ({_DOOR} OR {_WRITE}) WITH CHECK ({_DOOR} OR {_WRITE});
"""
_UNDO = """
DROP POLICY IF EXISTS calls_callforhelp_read ON calls_callforhelp;
DROP POLICY IF EXISTS calls_callforhelp_insert ON calls_callforhelp;
DROP POLICY IF EXISTS calls_callforhelp_update ON calls_callforhelp;
ALTER TABLE calls_callforhelp NO FORCE ROW LEVEL SECURITY;
ALTER TABLE calls_callforhelp DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("calls", "0001_initial"),
        ("calls", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003")]
    operations = [
        migrations.CreateModel(
            name='CallForHelp',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(blank=True, max_length=32, verbose_name='code')),
                ('who', models.CharField(choices=[('self', 'for herself or himself'), ('other', 'for somebody else, or a found pass')], default='self', max_length=5, verbose_name='for whom')),
                ('words', models.CharField(blank=True, max_length=1000, verbose_name='what was said')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='number to call')),
                ('called_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False, verbose_name='called at')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('issue', models.UUIDField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('answered_by', models.UUIDField(null=True)),
                ('what_was_done', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
            ],
            options={
                'verbose_name': 'call for help',
                'verbose_name_plural': 'calls for help',
                'indexes': [models.Index(condition=models.Q(('delivered_at__isnull', True)), fields=['called_at'], name='call_waiting'), models.Index(condition=models.Q(('answered_at__isnull', True), ('issue__isnull', True)), fields=['organisation', 'called_at'], name='call_unanswered')],
            },
        ),
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('mark', models.BinaryField(max_length=32)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['hour'], name='knock_hour')],
                'constraints': [models.UniqueConstraint(fields=('mark', 'hour'), name='knock_once_an_hour')],
            },
        ),
        migrations.RunSQL(_WALLS, _UNDO),
    ]
