"""Heartbeats of periodic work, the last reading of the clock, and the size of all files. No table here belongs to an
organisation."""

from django.db import models

from jatan.foundation.operation.choices import Doubt, FaultKind


class Heartbeat(models.Model):
    """The last runs of one periodic entry, by the clock of the database.

    `succeeded_at` lies before `ended_at` when the last run failed; why is in the log alone.
    """

    PRIVACY = "open"

    name = models.CharField(max_length=60, primary_key=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)


class ClockWatch(models.Model):
    """The last time of which the house is sure, and what speaks against the present one. One row, see clock_watch.py.

    `at` was the time by the clock `uptime` seconds after the machine's start `boot`; both are empty where the system
    does not say. `doubt` since `doubted_at` (by the clock that is doubted); `alerted_at`: people were alerted.
    `accepted_until`: records dated up to then count as no evidence: a person has said that the clock is right, or they
    are of the time of a jump that is over.
    """

    PRIVACY = "open"

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()
    boot = models.CharField(max_length=40, blank=True)
    uptime = models.FloatField(null=True)
    doubt = models.CharField(max_length=8, choices=Doubt, blank=True)
    doubted_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)
    accepted_until = models.DateTimeField(null=True)


class FileUse(models.Model):
    """Bytes of all files of the house, for file_use.py. One row. `counted_at`: when rows were last added up."""

    PRIVACY = "open"

    id = models.PositiveSmallIntegerField(primary_key=True)
    bytes = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)


class Fault(models.Model):
    """One kind of error, or one slow page, for faults.py. `mark`: its fingerprint; `page`: a pattern of an address.

    `exception`, `place`: class and line of an error, "" of a slow page; `longest_ms`: of a slow page, else 0.
    """

    PRIVACY = "open"

    mark = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=5, choices=FaultKind)
    page = models.CharField(max_length=200, blank=True)
    exception = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField()
    longest_ms = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
