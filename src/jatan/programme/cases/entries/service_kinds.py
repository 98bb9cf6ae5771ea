"""Kinds of services: choices of the service and referral entries, and part of due texts."""

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.fields import Choice

SERVICE_KINDS: tuple[Choice, ...] = (
    ("legal", _("legal help")),
    ("psychosocial", _("counselling for the mind")),
    ("medical", _("medical help")),
    ("shelter", _("shelter")),
    ("education", _("school and learning")),
    ("livelihood", _("work and income")),
    ("compensation", _("compensation")),
    ("documents", _("papers and cards")),
    ("repatriation", _("the way home")),
    ("other", _("another service")),
)
