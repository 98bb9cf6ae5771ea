"""Why a case was withdrawn, opened again or read unusually was a sentence in clear and is a code from now on.

What was written until now becomes the code "other"; corrections of cases told no reason that anybody needs. Revisions
are append-only for every role: only the owner can do this. The tables are written anew, as in 0009, so that the
sentences leave the disk too.
"""

from django.db import migrations, models

TABLES = ("cases_case", "cases_readingalert", "ledger_revision")
FREED = "\n".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES)
FORCED = "\n".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES)
REASONS = """
UPDATE cases_case SET withdrawn_reason = 'other' WHERE withdrawn_reason <> '';
UPDATE cases_readingalert SET answer = 'other' WHERE answer <> '';
ALTER TABLE ledger_revision DISABLE TRIGGER ledger_revision_append_only;
UPDATE ledger_revision SET reason = 'other' WHERE about_type = 'cases.case' AND reason <> '';
ALTER TABLE ledger_revision ENABLE TRIGGER ledger_revision_append_only;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE cases_case ALTER COLUMN withdrawn_reason TYPE varchar(300) USING substr(withdrawn_reason, 1);
ALTER TABLE cases_readingalert ALTER COLUMN answer TYPE varchar(300) USING substr(answer, 1);
ALTER TABLE ledger_revision ALTER COLUMN reason TYPE varchar(300) USING substr(reason, 1);
"""
ANSWERS = [
    ("work", "her own work asked for it"),
    ("rescue", "a rescue or an emergency"),
    ("review", "cases were looked through or handed over"),
    ("no_reason", "there was no good reason; it is followed up"),
    ("other", "another reason"),
]
WITHDRAWN = ["", "twice", "no_case", "wrong_house", "test", "other", "erased"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_exports"), ("ledger", "0002_walls")]
    operations = [
        migrations.RunSQL(FREED, FORCED),
        migrations.RunSQL(REASONS, migrations.RunSQL.noop),
        migrations.RunSQL(FORCED, FREED),
        migrations.AlterField(
            model_name="readingalert",
            name="answer",
            field=models.CharField(blank=True, choices=ANSWERS, max_length=12),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_reason__in", WITHDRAWN)), name="case_withdrawn_by_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="readingalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", *(code for code, _words in ANSWERS)])),
                name="readingalert_answered_by_code",
            ),
        ),
    ]
