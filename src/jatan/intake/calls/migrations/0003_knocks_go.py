"""Calls are counted by the one rate limiter (access_attempts); the counts of the last hour are not carried over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0004_attempts"), ("calls", "0001_squashed_0002")]

    operations = [migrations.DeleteModel(name="Knock")]
