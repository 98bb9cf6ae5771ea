"""Who has opened an urgent issue, and when for the first time."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0006_from_the_field_book'),
        ('network', '0004_keys_of_version_0_1_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssueReading',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.UUIDField()),
                ('at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('issue', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='helpdesk.issue')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'opening of an urgent issue',
                'verbose_name_plural': 'openings of urgent issues',
            },
        ),
        migrations.AddConstraint(
            model_name='issuereading',
            constraint=models.UniqueConstraint(fields=('organisation', 'issue', 'account'), name='issuereading_once'),
        ),
        organisation_key("helpdesk_issuereading"),
        guard_table("helpdesk_issuereading", "helpdesk"),
        same_organisation("helpdesk_issuereading", [("issue_id", "helpdesk_issue")]),
    ]
