"""The vault. Public keys may be read by everybody who works on cases anywhere: a referral needs them.

No sealed row is ever changed by a page: wraps and gifts are made and removed, sections are appended, and may be deleted
once no key to their case is left. Whoever works on cases in one member may leave a letter for another's team; only the
receiver reads it, and its row goes when it is taken in: kept, its instants would tie a case of one member to one of
another's. No wall stands around `vault_unlock`: it is looked up before an actor is known.

Stands for the migrations 0001 to 0006 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
import uuid
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

_MAY_READ = "(SELECT coalesce(current_setting('jatan.read_cases', true), '') <> '')"
_MAY_WRITE = (
    "organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[])"
)
_READS = _MAY_WRITE.replace("write_cases", "read_cases")
_DIRECTORY = f"""
ALTER TABLE vault_directorykey ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_directorykey_read ON vault_directorykey FOR SELECT USING ({_MAY_READ});
CREATE POLICY vault_directorykey_insert ON vault_directorykey FOR INSERT WITH CHECK ({_MAY_WRITE});
CREATE POLICY vault_directorykey_update ON vault_directorykey FOR UPDATE USING ({_MAY_WRITE}) WITH CHECK ({_MAY_WRITE});
"""
_DIRECTORY_UNDO = """
DROP POLICY IF EXISTS vault_directorykey_read ON vault_directorykey;
DROP POLICY IF EXISTS vault_directorykey_insert ON vault_directorykey;
DROP POLICY IF EXISTS vault_directorykey_update ON vault_directorykey;
ALTER TABLE vault_directorykey NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey DISABLE ROW LEVEL SECURITY;
"""
_LETTER = f"""
ALTER TABLE vault_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_letter_read ON vault_letter FOR SELECT USING ({_READS});
CREATE POLICY vault_letter_insert ON vault_letter FOR INSERT WITH CHECK ({_MAY_WRITE.replace("organisation_id", "sender_id")});
CREATE POLICY vault_letter_update ON vault_letter FOR UPDATE USING ({_MAY_WRITE}) WITH CHECK ({_MAY_WRITE});
CREATE POLICY vault_letter_delete ON vault_letter FOR DELETE USING ({_MAY_WRITE});
"""
_LETTER_UNDO = """
DROP POLICY IF EXISTS vault_letter_read ON vault_letter;
DROP POLICY IF EXISTS vault_letter_insert ON vault_letter;
DROP POLICY IF EXISTS vault_letter_update ON vault_letter;
DROP POLICY IF EXISTS vault_letter_delete ON vault_letter;
ALTER TABLE vault_letter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_letter DISABLE ROW LEVEL SECURITY;
"""
ERASED = """
CREATE POLICY vault_section_delete ON vault_section FOR DELETE USING (
    organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_cases', true), ',')::uuid[])::uuid[])
    AND NOT EXISTS (
        SELECT 1 FROM vault_wrap w
        WHERE w.organisation_id = vault_section.organisation_id AND w."case" = vault_section."case"
    )
);
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("vault", "0001_initial"),
        ("vault", "0002_walls"),
        ("vault", "0003_unlocks"),
        ("vault", "0004_letters"),
        ("vault", "0005_sections_may_be_erased"),
        ("vault", "0006_letters_go"),
    ]
    dependencies = [("network", "0001_squashed_0003")]
    operations = [
        migrations.CreateModel(
            name='DirectoryKey',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('kind', models.CharField(choices=[('user', 'person'), ('team', 'team'), ('recovery', 'recovery officers')], max_length=10)),
                ('principal', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('public', models.BinaryField()),
                ('signature', models.BinaryField(default=b'')),
                ('is_receiving', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'principal', 'epoch'), name='directory_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('holder', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('pw', 'passphrase'), ('code', 'recovery code'), ('esc', 'recovery officers')], max_length=6)),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('salt', models.BinaryField(default=b'')),
                ('verifier', models.BinaryField(default=b'')),
                ('sealed', models.BinaryField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'holder', 'epoch', 'kind', 'number'), name='slot_once')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('is_receiving', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='team_name_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='vault.team')),
                ('holder', models.UUIDField()),
                ('since', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('organisation', 'team', 'holder'), name='team_member_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamGift',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='gifts', to='vault.team')),
                ('epoch', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('user', 'person'), ('team', 'team'), ('recovery', 'recovery officers')], max_length=10)),
                ('principal', models.UUIDField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'team', 'epoch', 'principal'), name='team_gift_once')],
            },
        ),
        migrations.CreateModel(
            name='SignerGift',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('holder', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'holder', 'epoch'), name='signer_gift_once')],
            },
        ),
        migrations.CreateModel(
            name='Wrap',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('case', models.UUIDField()),
                ('dek_version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('user', 'person'), ('team', 'team'), ('recovery', 'recovery officers')], max_length=10)),
                ('principal', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('until', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'principal', 'case'], name='wrap_reader')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'case', 'dek_version', 'principal'), name='wrap_once')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('case', models.UUIDField()),
                ('name', models.CharField(max_length=20)),
                ('row', models.UUIDField()),
                ('revision', models.PositiveIntegerField()),
                ('dek_version', models.PositiveIntegerField()),
                ('schema', models.PositiveSmallIntegerField(default=1)),
                ('sealed', models.BinaryField()),
                ('written_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('written_by', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'name'], name='section_of_case')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'case', 'row', 'revision'), name='section_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('case', models.UUIDField()),
                ('stored_as', models.CharField(max_length=64)),
                ('length', models.BigIntegerField()),
                ('written_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('written_by', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case'], name='sealed_file_of_case')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'stored_as'), name='sealed_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('team', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('about', models.UUIDField(null=True)),
                ('sealed', models.BinaryField()),
                ('sent_at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'team', 'kind'], name='letter_waits')],
            },
        ),
        migrations.CreateModel(
            name='Unlock',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('account', models.UUIDField()),
                ('epoch', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('last_used_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['account'], name='unlock_open')],
            },
        ),
        organisation_key("vault_directorykey", "vault_slot", "vault_team", "vault_teammember", "vault_teamgift", "vault_signergift", "vault_wrap", "vault_section", "vault_sealedfile", "vault_letter", "vault_unlock"),
        migrations.RunSQL(_DIRECTORY, _DIRECTORY_UNDO),
        guard_table("vault_slot", "cases", may_delete=True),
        guard_table("vault_team", "cases"),
        guard_table("vault_teammember", "cases"),
        guard_table("vault_teamgift", "cases", may_delete=True),
        guard_table("vault_signergift", "cases", may_delete=True),
        guard_table("vault_wrap", "cases", may_delete=True),
        guard_table("vault_section", "cases"),
        guard_table("vault_sealedfile", "cases", may_delete=True),
        same_organisation("vault_teammember", [("team_id", "vault_team")]),
        same_organisation("vault_teamgift", [("team_id", "vault_team")]),
        migrations.RunSQL(ERASED, "DROP POLICY vault_section_delete ON vault_section;"),
        migrations.RunSQL(_LETTER, _LETTER_UNDO),
    ]
