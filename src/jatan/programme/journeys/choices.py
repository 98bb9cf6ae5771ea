"""Code lists of journeys: work, papers, who travels along, answers, hard stops, how a journey ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Work(models.TextChoices):
    """Sectors in which migrants from the state work."""

    DOMESTIC = "domestic", _("domestic work")
    CONSTRUCTION = "construction", _("construction")
    BRICK_KILN = "brick_kiln", _("brick kiln")
    GARMENT = "garment", _("garment factory")
    FACTORY = "factory", _("other factory")
    AGRICULTURE = "agriculture", _("agriculture")
    FISHING = "fishing", _("fishing")
    HOTEL = "hotel", _("hotel or eatery")
    SECURITY = "security", _("security guard")
    DRIVING = "driving", _("driving")
    OTHER = "other", pgettext_lazy("work", "other work")


class Paper(models.TextChoices):
    """Papers that a traveller carries herself. Only whether she has them is stored, never their number."""

    VOTER_ID = "voter_id", _("voter identity card")
    RATION_CARD = "ration_card", _("ration card")
    ESHRAM = "eshram", _("e-Shram card")
    LABOUR_CARD = "labour_card", _("labour department card")
    PASSPORT = "passport", _("passport")
    BANK_BOOK = "bank_book", _("bank passbook")
    SCHOOL = "school", _("school certificate")
    JOB_CARD = "job_card", _("MGNREGA job card")
    OTHER = "other", pgettext_lazy("paper", "another paper")


class AttachmentKind(models.TextChoices):
    """What is kept beside a journey."""

    FACE = "face", _("photograph of who travels")
    AGENT_CARD = "agent_card", _("card of the agent")
    TICKET = "ticket", _("ticket")
    CONTRACT = "contract", _("contract or written promise")
    VOICE = "voice", _("spoken note")
    OTHER = "other", pgettext_lazy("attachment", "something else")


class Under18(models.TextChoices):
    """Under eighteen on the day of leaving? Asked only when no age is known; empty means it was not asked."""

    YES = "yes", pgettext_lazy("under 18", "yes, under 18")
    NO = "no", pgettext_lazy("under 18", "no, 18 or older")
    UNKNOWN = "unknown", pgettext_lazy("under 18", "don't know")


class Relation(models.TextChoices):
    """The relation of a companion to the traveller."""

    FAMILY = "family", pgettext_lazy("companion", "family")
    NEIGHBOUR = "neighbour", pgettext_lazy("companion", "from the same village")
    UNRELATED = "unrelated", pgettext_lazy("companion", "not related")
    UNKNOWN = "unknown", pgettext_lazy("companion", "not known")


class AnswerCode(models.TextChoices):
    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")
    UNKNOWN = "unknown", pgettext_lazy("answer", "Does not know")
    DECLINED = "declined", pgettext_lazy("answer", "Does not want to say")


class TriggerCode(models.TextChoices):
    """Hard stops: a person must look into it at once. Never a score, never a refusal."""

    MINOR_FOR_WORK = "minor_for_work", _("a child goes away to work")
    MINOR_WITH_UNRELATED_ADULT = "minor_with_unrelated_adult", _("a child travels with an adult who is not family")
    BATCH_OF_MINORS = "batch_of_minors", _("several children are taken along together")
    THREAT_OR_CONFINEMENT = "threat_or_confinement", _("threat, force or locking in")
    PAPERS_TAKEN = "papers_taken", _("papers taken away")
    GUARDIAN_UNAWARE = "guardian_unaware", _("the guardian does not know of it")
    SEXUAL_OFFER = "sexual_offer", _("a sexual offer or demand")
    DEBT_FORBIDS_LEAVING = "debt_forbids_leaving", _("a debt forbids leaving the work")
    CONTACT_LOST = "contact_lost", _("contact lost after leaving")


# Hard stops that endanger a child: said before all others.
OF_CHILDREN = (TriggerCode.MINOR_FOR_WORK, TriggerCode.MINOR_WITH_UNRELATED_ADULT, TriggerCode.BATCH_OF_MINORS)


class NotedBy(models.TextChoices):
    RULE = "rule", pgettext_lazy("noted by", "seen in the answers")
    WORKER = "worker", pgettext_lazy("noted by", "noted by a worker")


class GivenTo(models.TextChoices):
    PERSON = "person", pgettext_lazy("counselling", "the traveller")
    FAMILY = "family", pgettext_lazy("counselling", "the family")
    BOTH = "both", pgettext_lazy("counselling", "both")


class Topic(models.TextChoices):
    """Subjects explained in the conversation before leaving."""

    RIGHTS = "rights", _("rights at work: wage, hours, rest")
    PAPERS = "papers", _("keeping papers in one's own hand")
    MONEY = "money", _("advance, debt and sending money home")
    ROUTE = "route", _("the way, tickets and the station")
    HELP = "help", _("where help is to be had")
    HEALTH = "health", _("health and safety")
    CHILDREN = "children", _("children who stay or go along")
    FRAUD = "fraud", _("false promises and how to check them")
    CONTACT = "contact", _("when we will talk again")


class Injury(models.TextChoices):
    NONE = "none", pgettext_lazy("injury", "none")
    MINOR = "minor", pgettext_lazy("injury", "a small one")
    SERIOUS = "serious", pgettext_lazy("injury", "a serious one")
    DIED = "died", pgettext_lazy("injury", "died")


class PapersBack(models.TextChoices):
    YES = "yes", pgettext_lazy("papers back", "all")
    PARTLY = "partly", pgettext_lazy("papers back", "some")
    NO = "no", pgettext_lazy("papers back", "none")


class ReturnReason(models.TextChoices):
    WORK_ENDED = "work_ended", _("the work was over")
    HOME_SEASON = "home_season", _("harvest, festival or family at home")
    ILLNESS = "illness", _("illness or injury")
    NOT_PAID = "not_paid", _("wages were not paid")
    ILL_TREATED = "ill_treated", _("bad treatment at work")
    RESCUED = "rescued", _("was brought home")
    OTHER = "other", pgettext_lazy("return", "another reason")


class ExemptReason(models.TextChoices):
    """Why a journey has no check for hard stops and no agreed contacts."""

    IMPORTED = "imported", _("came with a register: nobody was asked")
    BEFORE_CHECKS = "before_checks", _("registered before every journey was checked")


class NoTalkReason(models.TextChoices):
    """Why there was no conversation with somebody who has left already."""

    FAMILY_TOLD = "family_told", _("the family told us after she had left")
    NOT_MET = "not_met", _("she could not be met before leaving")
    SUDDEN = "sudden", _("she had to leave suddenly")
    OTHER = "other", pgettext_lazy("no talk", "another reason")
