"""Enrolled phones, and the codes with which one is enrolled."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('group', models.UUIDField(null=True)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
                ('needs_share', models.BooleanField(default=False, verbose_name='the PIN works only with the network')),
                ('made_by', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('device', models.UUIDField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'code for a phone',
                'verbose_name_plural': 'codes for phones',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('group', models.UUIDField(null=True)),
                ('token_digest', models.CharField(max_length=64)),
                ('sending_key', models.BinaryField(max_length=200)),
                ('reading_key', models.BinaryField(max_length=200)),
                ('share', models.BinaryField(default=b'', max_length=32)),
                ('enrolled_at', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='enrolled')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked')),
                ('revoked_by', models.UUIDField(null=True)),
                ('seen_at', models.DateTimeField(null=True, verbose_name='last seen')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='last sent something')),
                ('app_version', models.CharField(blank=True, max_length=24, verbose_name='version')),
                ('unsent', models.PositiveIntegerField(default=0, verbose_name='not sent yet')),
                ('oldest_unsent_at', models.DateTimeField(null=True, verbose_name='the oldest of them')),
                ('skew_seconds', models.IntegerField(default=0, verbose_name='clock differs by')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'phone',
                'verbose_name_plural': 'phones',
                'indexes': [models.Index(fields=['organisation', 'seen_at'], name='device_seen')],
            },
        ),
    ]
