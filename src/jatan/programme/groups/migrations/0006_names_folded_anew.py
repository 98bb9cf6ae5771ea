"""Names of allies, landmarks, routes, materials, callers and places were not folded anew with a spelling that was
taught: the next round folds them all."""

from django.db import migrations

from jatan.foundation.db.row_walls import update_every_row


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_list_order")]

    operations = [migrations.RunSQL(update_every_row("groups_foldstate", "fold_version = ''"), migrations.RunSQL.noop)]
