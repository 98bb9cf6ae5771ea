"""People, their papers and consents, and the tables by which they are found; behind one wall, linked inside one organisation.

Stands for the migrations 0001 to 0005 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.network.newtables import NewTable
from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_walls"),
        ("people", "0003_finding_people"),
        ("people", "0004_finding_walls"),
        ("people", "0005_block_index_tells_more"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        NewTable(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_fold', models.CharField(editable=False, max_length=600)),
                ('name_key', models.CharField(editable=False, max_length=200)),
                ('guardian_name', models.CharField(blank=True, max_length=200, verbose_name='father, mother or husband')),
                ('guardian_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male'), ('t', 'transgender or other'), ('', 'not recorded')], default='', max_length=1, verbose_name='sex')),
                ('age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='age in years')),
                ('age_on', models.DateField(blank=True, null=True, verbose_name='age said on')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of birth')),
                ('age_basis', models.CharField(choices=[('said', 'as told'), ('document', 'from a document'), ('estimated', 'estimated')], default='said', max_length=10, verbose_name='how the age is known')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['organisation', '-id'], name='person_newest'), models.Index(fields=['organisation', 'name_fold'], name='person_fold'), models.Index(fields=['organisation', 'name_key'], name='person_key')],
            },
        ),
        NewTable(
            name='Identifier',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='people.person', verbose_name='person')),
                ('kind', models.CharField(choices=[('ration_card', 'ration card'), ('voter_id', 'voter identity card'), ('job_card', 'MGNREGA job card'), ('eshram', 'e-Shram card'), ('labour_card', 'labour department card'), ('passport', 'passport'), ('bank', 'bank account'), ('driving_licence', 'driving licence'), ('pan', 'PAN card'), ('birth_certificate', 'birth certificate')], max_length=20, verbose_name='kind of paper')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
            ],
            options={
                'verbose_name': 'identity paper',
                'verbose_name_plural': 'identity papers',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'person', 'kind', 'number'), name='identifier_once')],
            },
        ),
        NewTable(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person', verbose_name='person')),
                ('purpose', models.CharField(choices=[('record', 'keeping this record'), ('contact', 'calling or sending messages'), ('government', 'applying to a government office'), ('network', 'sharing with another member of the network'), ('photograph', 'taking and showing photographs'), ('study', 'studies without a name')], max_length=20, verbose_name='agreed to')),
                ('text_version', models.CharField(max_length=20, verbose_name='version of the text')),
                ('language', models.CharField(default='hi', max_length=16, verbose_name='language')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('how', models.CharField(choices=[('spoken', 'by word of mouth'), ('signed', 'with a signature'), ('thumb', 'with a thumb impression'), ('phone', 'on the telephone')], default='spoken', max_length=10, verbose_name='how')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='taken back on')),
                ('withdrawn_how', models.CharField(blank=True, choices=[('spoken', 'by word of mouth'), ('signed', 'with a signature'), ('thumb', 'with a thumb impression'), ('phone', 'on the telephone')], max_length=10, verbose_name='how taken back')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'indexes': [models.Index(fields=['organisation', 'person'], name='consent_person')],
            },
        ),
        NewTable(
            name='PersonKey',
            fields=[
                ('person', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='found_by', serialize=False, to='people.person')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('block_id', models.UUIDField()),
                ('district_id', models.UUIDField()),
                ('given_key', models.CharField(db_collation='C', max_length=60)),
                ('last_key', models.CharField(db_collation='C', max_length=60)),
                ('guardian_key', models.CharField(db_collation='C', max_length=60)),
                ('village_key', models.CharField(db_collation='C', max_length=60)),
                ('phone', models.CharField(db_collation='C', max_length=40)),
                ('birth_year', models.SmallIntegerField(null=True)),
                ('sex', models.CharField(max_length=1)),
                ('name_fold', models.CharField(max_length=600)),
                ('guardian_fold', models.CharField(max_length=600)),
                ('village_fold', models.CharField(max_length=200)),
                ('fold_version', models.CharField(db_collation='C', max_length=24)),
                ('is_compared', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(models.F('organisation'), models.F('block_id'), models.F('given_key'), models.F('last_key'), include=('village_key', 'guardian_key', 'person'), name='personkey_block'), models.Index(models.F('organisation'), models.F('district_id'), models.F('given_key'), models.F('last_key'), models.F('birth_year'), name='personkey_district'), models.Index(models.F('organisation'), models.F('given_key'), models.F('last_key'), name='personkey_surname'), models.Index(models.F('organisation'), models.F('given_key'), models.F('village_key'), name='personkey_village'), models.Index(models.F('organisation'), models.F('given_key'), models.F('guardian_key'), name='personkey_guardian'), models.Index(models.F('organisation'), models.F('guardian_key'), models.F('village_key'), name='personkey_house'), models.Index(models.F('organisation'), models.F('phone'), condition=models.Q(('phone', ''), _negated=True), name='personkey_phone'), models.Index(models.F('organisation'), models.F('fold_version'), name='personkey_version'), models.Index(models.F('organisation'), condition=models.Q(('is_compared', False)), name='personkey_waiting')],
            },
        ),
        NewTable(
            name='NameVariant',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('variant', models.CharField(db_collation='C', max_length=60)),
                ('key', models.CharField(db_collation='C', max_length=60)),
            ],
            options={
                'indexes': [models.Index(models.F('organisation'), models.F('variant'), models.F('key'), name='namevariant_variant')],
            },
        ),
        NewTable(
            name='KeyState',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='network.organisation')),
                ('fold_version', models.CharField(max_length=24)),
            ],
        ),
        NewTable(
            name='LookUp',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('account', models.UUIDField()),
                ('day', models.DateField()),
                ('scope', models.CharField(choices=[('block', 'in the block'), ('district', 'in the district'), ('organisation', 'in the whole organisation')], max_length=12)),
                ('looked', models.PositiveIntegerField(default=0)),
                ('shown', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'account', 'day', 'scope'), name='lookup_once_a_day')],
            },
        ),
        NewTable(
            name='Suggestion',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('first', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('second', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('reasons', models.JSONField(default=list)),
                ('is_strong', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'not decided'), ('same', 'the same person'), ('different', 'two different people')], default='open', max_length=10, verbose_name='decision')),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['organisation', '-is_strong', '-id'], name='suggestion_open')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'first', 'second'), name='suggestion_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='suggestion_in_order')],
            },
        ),
        NewTable(
            name='SamePerson',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('first', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('second', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'link between records of one person',
                'verbose_name_plural': 'links between records of one person',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'first', 'second'), name='sameperson_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='sameperson_in_order')],
            },
        ),
        organisation_key("people_person", "people_identifier", "people_consent", "people_namevariant", "people_lookup", "people_suggestion", "people_sameperson"),
        organisation_key("people_personkey", column="person_id"),
        guard_table("people_person", "people"),
        guard_table("people_identifier", "people"),
        guard_table("people_consent", "people"),
        guard_table("people_personkey", "people", may_delete=True),
        guard_table("people_namevariant", "people"),
        guard_table("people_keystate", "people"),
        guard_table("people_lookup", "people"),
        guard_table("people_suggestion", "people"),
        guard_table("people_sameperson", "people"),
        same_organisation("people_identifier", [("person_id", "people_person")]),
        same_organisation("people_consent", [("person_id", "people_person")]),
        same_organisation("people_personkey", [("person_id", "people_person")]),
        same_organisation("people_suggestion", [("first_id", "people_person"), ("second_id", "people_person")]),
        same_organisation("people_sameperson", [("first_id", "people_person"), ("second_id", "people_person")]),
    ]
