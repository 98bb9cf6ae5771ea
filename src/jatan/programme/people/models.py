"""Tables about people. A person belongs to the member that registered them and is never shared between members."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.people.choices import AgeBasis, ConsentHow, ConsentPurpose, IdentifierKind, Sex

__all__ = ["Consent", "Identifier", "Person"]


class Person(Guarded):
    """Somebody, as told. `name_fold` and `name_key` find the name in either script."""

    FAMILY = "people"
    PRIVACY: ClassVar[dict[str, str]] = {
        "name": "personal",
        "name_fold": "personal",
        "name_key": "personal",
        "guardian_name": "personal",
        "guardian_fold": "personal",
        "sex": "personal",
        "age": "personal",
        "age_on": "open",
        "birth_year": "personal",
        "age_basis": "open",
        "phone": "personal",
        "village": "personal",
        "panchayat": "open",
    }

    name = models.CharField(_("name"), max_length=200)
    name_fold = models.CharField(max_length=600, editable=False)
    name_key = models.CharField(max_length=200, editable=False)
    guardian_name = models.CharField(_("father, mother or husband"), max_length=200, blank=True)
    guardian_fold = models.CharField(max_length=600, blank=True, editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True, default=Sex.UNKNOWN)
    age = models.PositiveSmallIntegerField(_("age in years"), null=True, blank=True)
    age_on = models.DateField(_("age said on"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    age_basis = models.CharField(_("how the age is known"), max_length=10, choices=AgeBasis, default=AgeBasis.SAID)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["organisation", "-id"], name="person_newest"),
            models.Index(fields=["organisation", "name_fold"], name="person_fold"),
            models.Index(fields=["organisation", "name_key"], name="person_key"),
        ]


class Identifier(Guarded):
    """The number of a paper the person holds; never Aadhaar."""

    FAMILY = "people"
    PRIVACY: ClassVar[dict[str, str]] = {"person": "personal", "kind": "open", "number": "personal"}

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers", verbose_name=_("person"))
    kind = models.CharField(_("kind of paper"), max_length=20, choices=IdentifierKind)
    number = models.CharField(_("number"), max_length=60)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity paper")
        verbose_name_plural = _("identity papers")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "kind", "number"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="identifier_once",
            )
        ]


class Consent(Guarded):
    """What somebody agreed to, after hearing which text, and when they took it back."""

    FAMILY = "people"
    PRIVACY: ClassVar[dict[str, str]] = {
        "person": "personal",
        "purpose": "open",
        "text_version": "open",
        "language": "open",
        "given_on": "open",
        "how": "open",
        "withdrawn_on": "open",
        "withdrawn_how": "open",
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", verbose_name=_("person"))
    purpose = models.CharField(_("agreed to"), max_length=20, choices=ConsentPurpose)
    text_version = models.CharField(_("version of the text"), max_length=20)
    language = models.CharField(_("language"), max_length=16, default="hi")
    given_on = models.DateField(_("given on"))
    how = models.CharField(_("how"), max_length=10, choices=ConsentHow, default=ConsentHow.SPOKEN)
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    withdrawn_how = models.CharField(_("how taken back"), max_length=10, choices=ConsentHow, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["organisation", "person"], name="consent_person")]
