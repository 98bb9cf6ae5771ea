"""Alerts for staff: choices, browsers, what was told; deliveries have the key and the wall of their office."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.conf import settings
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0008_sign_in_names_of_two_accounts'),
        ('network', '0007_how_to_reach_a_centre'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertChoice',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='alert_choice', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('channels', models.JSONField(default=dict)),
                ('digest_hour', models.PositiveSmallIntegerField(null=True)),
                ('digested_on', models.DateField(null=True)),
                ('mail', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                'verbose_name': 'choice of alerts',
                'verbose_name_plural': 'choices of alerts',
                'constraints': [models.CheckConstraint(condition=models.Q(('digest_hour__isnull', True), ('digest_hour__lt', 24), _connector='OR'), name='alertchoice_hour_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Browser',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('endpoint', models.TextField()),
                ('endpoint_digest', models.CharField(max_length=64)),
                ('public', models.BinaryField(max_length=65)),
                ('secret', models.BinaryField(max_length=16)),
                ('house_key', models.CharField(max_length=16)),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='since')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='until')),
                ('ended_why', models.CharField(blank=True, choices=[('by_hand', 'switched off'), ('gone', 'the browser no longer takes them'), ('other_key', 'the key of the house has changed'), ('other_person', 'somebody else uses this browser'), ('too_many', 'you had too many browsers')], max_length=12, verbose_name='why it ended')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alert_browsers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'browser that takes alerts',
                'verbose_name_plural': 'browsers that take alerts',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('call', 'a call for help'), ('urgent', 'a hard stop or an urgent issue'), ('contact', 'a missed contact that waits for you'), ('case', 'case work'), ('field_book', 'a row of the field book that waits'), ('digest', 'once a day: how much waits')], max_length=12, verbose_name='about')),
                ('channel', models.CharField(choices=[('push', 'on the phone'), ('mail', 'by e-mail'), ('text', 'by text message')], max_length=6, verbose_name='how')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('message', models.UUIDField(null=True)),
                ('state', models.CharField(choices=[('queued', 'waiting to go out'), ('claimed', 'being sent'), ('handed', 'with the text messages'), ('sent', 'sent'), ('failed', 'failed')], default='queued', max_length=8, verbose_name='state')),
                ('code', models.CharField(blank=True, choices=[('unreached', 'the other side could not be reached'), ('busy', 'the other side has no time now'), ('refused', 'the other side refused it'), ('gone', 'this browser no longer takes alerts'), ('other_key', 'the key of the house has changed: switch it on again'), ('forbidden', 'no alert is sent to this address'), ('off', 'this way is switched off in this house'), ('no_address', 'there is no address or number'), ('closed', 'the account is closed or has no posting'), ('not_sent', 'the text was not sent')], max_length=12, verbose_name='why')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='since')),
                ('not_before', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='not before')),
                ('claimed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True, verbose_name='when')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('browser', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.browser')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'delivery of an alert',
                'verbose_name_plural': 'deliveries of alerts',
            },
        ),
        migrations.CreateModel(
            name='Notified',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('call', 'a call for help'), ('urgent', 'a hard stop or an urgent issue'), ('contact', 'a missed contact that waits for you'), ('case', 'case work'), ('field_book', 'a row of the field book that waits'), ('digest', 'once a day: how much waits')], max_length=12)),
                ('about', models.UUIDField()),
                ('at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'thing told',
                'verbose_name_plural': 'things told',
            },
        ),
        migrations.AddConstraint(
            model_name='browser',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('endpoint_digest',), name='browser_of_one_account'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['organisation', 'account', '-made_at'], name='delivery_of_account'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'failed']), _negated=True), fields=['organisation', 'not_before'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='notified',
            index=models.Index(fields=['about'], name='notified_about'),
        ),
        migrations.AddConstraint(
            model_name='notified',
            constraint=models.UniqueConstraint(fields=('account', 'kind', 'about'), name='notified_once'),
        ),
        organisation_key("alerts_delivery"),
        guard_table("alerts_delivery", "alerts", may_delete=True),
    ]
