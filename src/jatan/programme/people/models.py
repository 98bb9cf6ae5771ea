"""Models of people. A person belongs to the member that registered her and is never shared between members."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.foundation.network.models import Organisation
from jatan.kernel.ids import new_id
from jatan.programme.people.choices import AgeBasis, ConsentHow, ConsentPurpose, Decision, IdentifierKind, Scope, Sex


class Person(Guarded):
    """A person as stated. `name_fold` and `name_key` find the name in either script."""

    FAMILY = "people"
    OF_PERSON = "id"
    VILLAGE_PRIVACY = "personal"

    name = personal(models.CharField(_("name"), max_length=200))
    name_fold = personal(models.CharField(max_length=600, editable=False))
    name_key = personal(models.CharField(max_length=200, editable=False))
    guardian_name = personal(models.CharField(_("father, mother or husband"), max_length=200, blank=True))
    guardian_fold = personal(models.CharField(max_length=600, blank=True, editable=False))
    sex = personal(models.CharField(_("sex"), max_length=1, choices=Sex, blank=True, default=Sex.UNKNOWN))
    age = personal(models.PositiveSmallIntegerField(_("age in years"), null=True, blank=True))
    age_on = open_(models.DateField(_("age said on"), null=True, blank=True))
    birth_year = personal(models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True))
    age_basis = open_(
        models.CharField(_("how the age is known"), max_length=10, choices=AgeBasis, default=AgeBasis.SAID)
    )
    phone = personal(models.CharField(_("telephone"), max_length=40, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["organisation", "-id"], name="person_newest"),
            models.Index(fields=["organisation", "name_fold"], name="person_fold"),
            models.Index(fields=["organisation", "name_key"], name="person_key"),
            *indexes_of_lists("person", "id", "name_fold", "age", "village", "place", "sex", "recorded_at"),
        ]


class Identifier(Guarded):
    """The number of a paper that the person holds; never Aadhaar."""

    FAMILY = "people"
    OF_PERSON = "person_id"

    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, related_name="identifiers", verbose_name=_("person"), db_constraint=False
        )
    )
    kind = open_(models.CharField(_("kind of paper"), max_length=20, choices=IdentifierKind))
    number = personal(models.CharField(_("number"), max_length=60))

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
    """A consent: purpose, the text that was heard, and when it was withdrawn."""

    FAMILY = "people"
    OF_PERSON = "person_id"

    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, related_name="consents", verbose_name=_("person"), db_constraint=False
        )
    )
    purpose = open_(models.CharField(_("agreed to"), max_length=20, choices=ConsentPurpose))
    text_version = open_(models.CharField(_("version of the text"), max_length=20))
    language = open_(models.CharField(_("language"), max_length=16, default="hi"))
    given_on = open_(models.DateField(_("given on")))
    how = open_(models.CharField(_("how"), max_length=10, choices=ConsentHow, default=ConsentHow.SPOKEN))
    withdrawn_on = open_(models.DateField(_("taken back on"), null=True, blank=True))
    withdrawn_how = open_(models.CharField(_("how taken back"), max_length=10, choices=ConsentHow, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["organisation", "person"], name="consent_person")]


class PersonKey(models.Model):
    """Derived search keys of a person, written in the transaction that saves her, deleted when she is withdrawn.

    Keys are C-collated, so that a prefix is a range that can use the index under row-level security. `fold_version`:
    the folding rules that made them; `is_compared` False: still to be searched for duplicates.
    """

    PRIVACY = "personal"
    FAMILY: ClassVar[str] = "people"

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="found_by", db_constraint=False
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    block_id = models.UUIDField()
    district_id = models.UUIDField()
    given_key = models.CharField(max_length=60, db_collation="C")
    last_key = models.CharField(max_length=60, db_collation="C")
    guardian_key = models.CharField(max_length=60, db_collation="C")
    village_key = models.CharField(max_length=60, db_collation="C")
    phone = models.CharField(max_length=40, db_collation="C")
    birth_year = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1)
    name_fold = models.CharField(max_length=600)
    guardian_fold = models.CharField(max_length=600)
    village_fold = models.CharField(max_length=200)
    fold_version = models.CharField(max_length=24, db_collation="C")
    is_compared = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Includes the other columns compared within a block, so that rows that do not match are not fetched.
            models.Index(
                "organisation",
                "block_id",
                "given_key",
                "last_key",
                name="personkey_block",
                include=["village_key", "guardian_key", "person"],
            ),
            models.Index(
                "organisation", "district_id", "given_key", "last_key", "birth_year", name="personkey_district"
            ),
            models.Index("organisation", "given_key", "last_key", name="personkey_surname"),
            models.Index("organisation", "given_key", "village_key", name="personkey_village"),
            models.Index("organisation", "given_key", "guardian_key", name="personkey_guardian"),
            models.Index("organisation", "guardian_key", "village_key", name="personkey_house"),
            models.Index("organisation", "village_key", name="personkey_in_village", condition=~Q(village_key="")),
            models.Index("organisation", "phone", name="personkey_phone", condition=~Q(phone="")),
            models.Index("organisation", "fold_version", name="personkey_version"),
            models.Index("organisation", name="personkey_waiting", condition=Q(is_compared=False)),
        ]


class NameVariant(models.Model):
    """The given names in use: each key with itself and every form with one letter less."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "people"

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    variant = models.CharField(max_length=60, db_collation="C")
    key = models.CharField(max_length=60, db_collation="C")

    class Meta:
        indexes = [models.Index("organisation", "variant", "key", name="namevariant_variant")]


class KeyState(models.Model):
    """The version of the folding rules by which every key of an organisation was made."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "people"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    fold_version = models.CharField(max_length=24)


class LookUp(models.Model):
    """How often an account searched people on one day, by scope; never what it searched for."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "people"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    account = models.UUIDField()
    day = models.DateField()
    scope = models.CharField(max_length=12, choices=Scope)
    looked = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "account", "day", "scope"], name="lookup_once_a_day")
        ]


class Suggestion(Guarded):
    """Two records that may be one person, and the decision. `reasons` are codes of `similarity`."""

    FAMILY = "people"

    first = personal(
        models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"), db_constraint=False)
    )
    second = personal(
        models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"), db_constraint=False)
    )
    reasons = personal(models.JSONField(default=list))
    is_strong = open_(models.BooleanField(default=False))
    state = open_(models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN))
    decided_by = open_(models.UUIDField(null=True))
    decided_at = open_(models.DateTimeField(null=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first", "second"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suggestion_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-is_strong", "-id"], name="suggestion_open", condition=Q(state="open")
            )
        ]


class SamePerson(Guarded):
    """A link: two records are one person. Nothing is overwritten; withdrawing the link undoes it."""

    FAMILY = "people"

    first = personal(
        models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"), db_constraint=False)
    )
    second = personal(
        models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"), db_constraint=False)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between records of one person")
        verbose_name_plural = _("links between records of one person")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "first", "second"],
                condition=Q(withdrawn_at__isnull=True),
                name="sameperson_once",
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="sameperson_in_order"),
        ]
