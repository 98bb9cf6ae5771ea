"""The role forum leader: a posting, or a request for one, names the group."""

from django.db import migrations, models

_ROLES = [
    ("field_worker", "field worker"),
    ("forum_leader", "forum leader"),
    ("desk_operator", "desk operator"),
    ("counsellor", "counsellor"),
    ("supervisor", "case supervisor"),
    ("legal_officer", "legal officer"),
    ("coordinator", "coordinator"),
    ("secretariat", "secretariat"),
    ("researcher", "researcher"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("access", "0008_sign_in_names_of_two_accounts")]

    operations = [
        migrations.AddField("posting", "group", models.UUIDField(blank=True, null=True, verbose_name="forum")),
        migrations.AddField("accessrequest", "group", models.UUIDField(null=True)),
        migrations.AlterField("posting", "role", models.CharField(choices=_ROLES, max_length=20, verbose_name="role")),
        migrations.AlterField("accessrequest", "role", models.CharField(blank=True, choices=_ROLES, max_length=20)),
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(
                condition=models.Q(role="forum_leader", group__isnull=False, place__isnull=False)
                | (~models.Q(role="forum_leader") & models.Q(group__isnull=True)),
                name="posting_group_of_leader",
            ),
        ),
    ]
