"""Accounts, postings and invitations; and what all workers must remember alike for minutes (tries of a sign-in, used codes).

The last table is the one that Django's database cache expects: keys and short-lived counts, never a record.

Stands for the migrations 0001 to 0003 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.conf import settings
from django.db import migrations, models

from jatan.foundation.db.row_walls import organisation_key

_CACHE = """
CREATE TABLE access_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("access", "0001_initial"),
        ("access", "0002_shared_cache"),
        ("access", "0003_legal_officer"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail or sign-in name')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=15, verbose_name='phone')),
                ('language', models.CharField(default='hi', max_length=16, verbose_name='language')),
                ('uses_devanagari_digits', models.BooleanField(default=False, verbose_name='show Devanagari digits')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('field_worker', 'field worker'), ('desk_operator', 'desk operator'), ('counsellor', 'counsellor'), ('supervisor', 'case supervisor'), ('legal_officer', 'legal officer'), ('coordinator', 'coordinator'), ('secretariat', 'secretariat'), ('researcher', 'researcher'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='organisation')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or village')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'posting',
                'indexes': [models.Index(fields=['account', 'since'], name='posting_account')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        organisation_key("access_posting"),
        migrations.RunSQL(_CACHE, "DROP TABLE IF EXISTS access_cache;"),
    ]
