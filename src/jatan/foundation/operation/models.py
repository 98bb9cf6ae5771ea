"""Heartbeats: when each periodic entry of the worker last ran. No table here belongs to an organisation."""

from django.db import models


class Heartbeat(models.Model):
    """The last runs of one periodic entry, by the clock of the database.

    `succeeded_at` lies before `ended_at` when the last run failed; why is in the log alone.
    """

    PRIVACY = "open"

    name = models.CharField(max_length=60, primary_key=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
