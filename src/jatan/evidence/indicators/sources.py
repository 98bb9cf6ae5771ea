"""The sources of numbers: each is one table counted by one of its date fields.

A source names its model by label, so that this module imports no model of the case register.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.apps import apps
from django.db.models import Case, CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value, When

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.allies.choices import LIKE_MINDED_KINDS, OFFICES, OFFICIAL_KINDS
from jatan.programme.consultations.choices import OFFICIAL_INVITEES
from jatan.programme.laws.choices import LAWS_FOR_WOMEN
from jatan.programme.library.choices import MaterialKind, Stage


@dataclass(frozen=True)
class Source:
    """Rows of `model` that have a `day`.

    `key`: lookup (or name in `KEYS`) whose value decides which indicator a row belongs to ("": all belong to one).
    `amount`: field summed for values that count people rather than rows. `sexes`: where sex and age are: "counts"
    (women, men, girls, boys of the row), "row" (sex, age of the row), "person" (of the row's person).
    `parents`: {model label: foreign key} of rows whose changes affect these cells. `children`: {model label: lookup of
    the date} of related rows that decide whether these are counted. `where`: name of a further condition
    (`CONDITIONS`). `place`: foreign key of the place. `by_quarter`: rows have only the first day of their quarter.
    `recounted_by`: label of the model whose events, rather than this one's, name the months to recount. `opens`: rows
    behind a number: "itself", another source, or None for counts only. `is_shared`: `permission` reaches rows of other
    members too, so that the rows behind a number are narrowed by the reach of the number; its `parents` are the
    network's, so that a change of one is counted anew for every member.
    """

    code: str
    model: str
    day: str
    permission: Permission
    key: str = ""
    amount: str = ""
    sexes: Literal["", "counts", "row", "person"] = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    owner: str = "recorded_by"
    place: str = "place"
    by_quarter: bool = False
    recounted_by: str = ""
    opens: "Source | Literal['itself'] | None" = "itself"
    is_shared: bool = False

    @functools.cached_property
    def table(self) -> type[Model]:
        """The model class."""
        return apps.get_model(self.model)

    @property
    def rows_source(self) -> "Source | None":
        """The source of the rows behind a number; None where there are only counts."""
        return self if self.opens == "itself" else self.opens

    @property
    def row_permissions(self) -> tuple[Permission, ...]:
        """Permissions needed to open the rows; rows with a person also need PEOPLE_SEE."""
        return (self.permission, Permission.PEOPLE_SEE) if self.sexes == "person" else (self.permission,)

    @property
    def condition(self) -> Q:
        """The source's further condition on rows."""
        return CONDITIONS[self.where]() if self.where else Q()


_OF_JOURNEY = {"journeys.journey": "journey"}
_ACTIVITIES, _HELPDESK, _PEOPLE = Permission.ACTIVITIES_SEE, Permission.HELPDESK_SEE, Permission.PEOPLE_SEE
_LIBRARY = Permission.LIBRARY_SEE
_JOURNEYS, _OUTCOMES, _CONTACTS = "journeys.journey", "journeys.outcome", "safeguarding.contact"


def _counselled() -> Q:
    rows = apps.get_model("journeys.counselling")._default_manager.filter(withdrawn_at__isnull=True)
    return Q(Exists(rows.filter(journey=OuterRef("pk"), held_on__lte=OuterRef("leaves_on"))))


def _with_a_copy() -> Q:
    rows = apps.get_model("allies.clipping")._default_manager.filter(withdrawn_at__isnull=True)
    return Q(Exists(rows.filter(mention=OuterRef("pk"))))


def _an_official_came() -> Q:
    """Meetings with officials, and consultations to which an invited office is noted as having come."""
    came = apps.get_model("consultations.invitation")._default_manager.filter(
        withdrawn_at__isnull=True,
        came=True,
        kind__in=sorted(OFFICIAL_INVITEES),
        consultation__withdrawn_at__isnull=True,
        consultation__activity=OuterRef("pk"),
        organisation_id=OuterRef("organisation_id"),
    )
    return Q(kind=ActivityKind.OFFICIALS_MEETING) | Q(Exists(came))


def _of_network() -> Q:
    """Work with an institution that everybody may read, and that did not leave the lists with the institution."""
    is_left = Q(ally__withdrawn_at__isnull=False, organisation_id=F("ally__organisation_id"))
    return Q(is_confidential=False) & ~is_left


def _from_a_camp(link: str) -> Q:
    """Rows that a live line of a camp's list points at, by the field `link`."""
    lines = apps.get_model("campaigns.campline")._default_manager.filter(withdrawn_at__isnull=True)
    mine = lines.filter(organisation_id=OuterRef("organisation_id"), **{link: OuterRef("pk")})
    return Q(Exists(mine))


# Rename a condition when its rule changes: the digest of definitions has only the name, and triggers the recount.
CONDITIONS: dict[str, Callable[[], Q]] = {
    "registered before leaving": lambda: Q(registered_on__lte=F("leaves_on")),
    "counselled before leaving": _counselled,
    "asked for by the plan": lambda: ~Q(rule__startswith="unasked"),
    "heard in time": lambda: (
        ~Q(rule__startswith="unasked") & Q(outcome__in=("safe", "unsafe", "returned"), contacted_at__lte=F("answer_by"))
    ),
    "both wages": lambda: Q(wage_actual__isnull=False, journey__wage_promised__isnull=False),
    "paid less": lambda: Q(wage_actual__lt=F("journey__wage_promised")),
    "registered at a camp": lambda: _from_a_camp("journey"),
    "applied for at a camp": lambda: _from_a_camp("linkage"),
    "money recovered": lambda: Q(money_recovered__gt=0),
    "closed": lambda: Q(is_closed=True),
    "on a law": lambda: ~Q(law_topic=""),
    "on a law for women": lambda: Q(law_topic__in=LAWS_FOR_WOMEN),
    "on a law for women, an official came": lambda: Q(law_topic__in=LAWS_FOR_WOMEN) & _an_official_came(),
    "of a live consultation": lambda: Q(consultation__withdrawn_at__isnull=True),
    "taken up or done": lambda: Q(consultation__withdrawn_at__isnull=True, outcome__in=("taken_up", "done")),
    "with a copy": _with_a_copy,
    "not confidential": _of_network,
    "with officials": lambda: _of_network() & Q(ally__kind__in=sorted(OFFICIAL_KINDS)),
    "with like-minded organisations": lambda: _of_network() & Q(ally__kind__in=sorted(LIKE_MINDED_KINDS)),
    "with other institutions": lambda: _of_network() & ~Q(ally__kind__in=sorted(OFFICIAL_KINDS | LIKE_MINDED_KINDS)),
    "with an AHTU": lambda: _of_network() & Q(ally__is_ahtu=True),
    "recorded as ready": lambda: Q(stage=Stage.IN_USE, approved_on__isnull=True, published_on__isnull=False),
    "recorded as ready, without a day": lambda: Q(
        stage=Stage.IN_USE, approved_on__isnull=True, published_on__isnull=True
    ),
    "other than for information": lambda: ~Q(kind=MaterialKind.IEC),
    "names a stop": lambda: ~Q(stops=[]),
}


def _office_of_ally() -> Case:
    """Which office joint work was done with: an AHTU wherever it sits, else by the kind of ally."""
    kinds = [When(ally__kind__in=sorted(kinds), then=Value(office)) for office, kinds in OFFICES.items()]
    is_ahtu = When(ally__is_ahtu=True, then=Value("ahtu"))
    return Case(is_ahtu, *kinds, default=Value("others"), output_field=CharField())


# Keys that are no field of the row.
KEYS: dict[str, Callable[[], Case]] = {"office": _office_of_ally}

_CASES = Permission.CASES_SEE
_REGISTER = Source("register", "cases.case", "opened_quarter", _CASES, owner="assigned_to", by_quarter=True)
# Cases are counted from case facts, which cannot be linked to a case; behind a number, the case register is opened.
_FACTS = Source(
    "cases",
    "cases.casefact",
    "quarter",
    _CASES,
    owner="assigned_to",
    place="district",
    by_quarter=True,
    recounted_by="cases.case",
    opens=_REGISTER,
)

_LAW_WORK = Source(
    "law_work", "activities.activity", "held_on", _ACTIVITIES, amount="total", sexes="counts", where="on a law"
)
_RECOMMENDATIONS = Source(
    "recommendations",
    "consultations.recommendation",
    "made_on",
    _ACTIVITIES,
    parents={"consultations.consultation": "consultation"},
    where="of a live consultation",
)


def _ally_source(code: str, model: str, day: str, where: str = "not confidential", key: str = "") -> Source:
    """Rows of a member about an institution of the network's directory."""
    parents = {"allies.ally": "ally"}
    return Source(
        code, f"allies.{model}", day, Permission.ALLIES_SEE, key=key, where=where, parents=parents, is_shared=True
    )


SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        Source(
            "activities",
            "activities.activity",
            "held_on",
            _ACTIVITIES,
            key="kind",
            amount="total",
            sexes="counts",
        ),
        Source("activity_themes", "activities.activity", "held_on", _ACTIVITIES, key="theme", amount="total"),
        Source("groups", "groups.group", "formed_on", _ACTIVITIES, key="kind"),
        Source(
            "members",
            "groups.membership",
            "joined_on",
            _ACTIVITIES,
            key="group__kind",
            sexes="person",
            parents={"groups.group": "group", "people.person": "person"},
        ),
        Source(
            "completions",
            "training.completion",
            "completed_on",
            # Each row is of a person, so only who may see people opens them; the secretariat sees published numbers.
            _PEOPLE,
            key="series__audience",
            parents={"training.series": "series"},
        ),
        Source("received", "helpdesk.issue", "received_on", _HELPDESK, sexes="row"),
        Source("resolved", "helpdesk.issue", "resolved_on", _HELPDESK, sexes="row"),
        _FACTS,
        replace(_FACTS, code="case_stages", key="stage", opens=None),
        replace(_FACTS, code="case_outcomes", key="outcome", opens=None),
        replace(_REGISTER, code="closed_cases", where="closed"),
        Source(
            "linkages",
            "schemes.linkage",
            "received_on",
            Permission.SCHEMES_SEE,
            sexes="person",
            parents={"people.person": "person"},
        ),
        Source("materials_approved", "library.material", "approved_on", _LIBRARY, key="kind"),
        Source("others_approved", "library.material", "approved_on", _LIBRARY, where="other than for information"),
        Source("materials_ready", "library.material", "published_on", _LIBRARY, where="recorded as ready"),
        Source(
            "materials_undated",
            "library.material",
            "recorded_at__date",
            _LIBRARY,
            where="recorded as ready, without a day",
        ),
        Source("stories", "booklet.story", "published_on", Permission.LIBRARY_RECORD),
        Source("editions", "booklet.edition", "published_on", Permission.LIBRARY_RECORD),
        Source("stock_lines", "library.distribution", "given_on", _LIBRARY, key="kind", amount="copies"),
        _LAW_WORK,
        replace(_LAW_WORK, code="womens_laws", where="on a law for women"),
        replace(
            _LAW_WORK,
            code="womens_laws_officials",
            where="on a law for women, an official came",
            parents={
                "consultations.consultation": "consultations",
                "consultations.invitation": "consultations__invitations",
            },
        ),
        _RECOMMENDATIONS,
        replace(_RECOMMENDATIONS, code="recommendations_heard", where="taken up or done"),
        Source("mentions", "allies.mediamention", "published_on", Permission.ALLIES_SEE),
        Source(
            "mentions_kept",
            "allies.mediamention",
            "published_on",
            Permission.ALLIES_SEE,
            children={"allies.clipping": "clippings__copied_on"},
            where="with a copy",
        ),
        Source("leaving", _JOURNEYS, "leaves_on", _PEOPLE),
        Source("leaving_registered", _JOURNEYS, "leaves_on", _PEOPLE, where="registered before leaving"),
        Source(
            "leaving_counselled",
            _JOURNEYS,
            "leaves_on",
            _PEOPLE,
            children={"journeys.counselling": "counsellings__held_on"},
            where="counselled before leaving",
        ),
        Source("contacts", _CONTACTS, "due_on", _PEOPLE, where="asked for by the plan"),
        Source("contacts_heard", _CONTACTS, "due_on", _PEOPLE, where="heard in time"),
        Source("returned", _JOURNEYS, "returned_on", _PEOPLE),
        Source(
            "wages_promised",
            _OUTCOMES,
            "returned_on",
            _PEOPLE,
            amount="journey__wage_promised",
            parents=_OF_JOURNEY,
            where="both wages",
        ),
        Source(
            "wages_paid",
            _OUTCOMES,
            "returned_on",
            _PEOPLE,
            amount="wage_actual",
            parents=_OF_JOURNEY,
            where="both wages",
        ),
        Source("wages_less", _OUTCOMES, "returned_on", _PEOPLE, parents=_OF_JOURNEY, where="paid less"),
        Source("landmarks", "landmarks.landmark", "mapped_on", Permission.ALLIES_SEE, key="layer"),
        Source("landmark_checks", "landmarks.verification", "verified_on", Permission.ALLIES_SEE, key="finding"),
        Source("journeys_with_stops", _JOURNEYS, "registered_on", _PEOPLE, where="names a stop"),
        Source(
            "camp_registrations",
            _JOURNEYS,
            "registered_on",
            _PEOPLE,
            parents={"campaigns.campline": "camp_lines"},
            where="registered at a camp",
        ),
        Source(
            "camp_linkages",
            "schemes.linkage",
            "received_on",
            Permission.SCHEMES_SEE,
            sexes="person",
            parents={"people.person": "person", "campaigns.campline": "camp_lines"},
            where="applied for at a camp",
        ),
        Source("studies", "studies.study", "finished_on", Permission.LIBRARY_SEE),
        Source("interviews", "studies.interview", "held_on", Permission.INTERVIEWS_SEE),
        Source("study_copies", "studies.sharedcopy", "given_on", Permission.LIBRARY_SEE, amount="copies"),
        Source(
            "recovered", "helpdesk.issue", "resolved_on", _HELPDESK, amount="money_recovered", where="money recovered"
        ),
        _ally_source("official_meetings", "meeting", "held_on", "with officials", "ally__level"),
        _ally_source("like_minded_meetings", "meeting", "held_on", "with like-minded organisations", "ally__level"),
        _ally_source("other_meetings", "meeting", "held_on", "with other institutions"),
        _ally_source("ahtu_meetings", "meeting", "held_on", "with an AHTU"),
        _ally_source("ahtu_work", "jointwork", "held_on", "with an AHTU", "kind"),
        _ally_source("joint_work", "jointwork", "held_on", key="kind"),
        _ally_source("joint_work_with", "jointwork", "held_on", key="office"),
        _ally_source("asks", "ask", "asked_on"),
        _ally_source("promises", "commitment", "promised_on"),
        _ally_source("promises_settled", "commitment", "settled_on", key="outcome"),
        _ally_source("agreements", "agreement", "signed_on"),
    )
}


def live_rows(source: Source) -> QuerySet[Any]:
    """The rows that are counted: not withdrawn, and with the date they are counted by."""
    rows = source.table._default_manager.filter(source.condition, **{f"{source.day}__isnull": False}).order_by()
    if source.key in KEYS:
        rows = rows.alias(**{source.key: KEYS[source.key]()})
    return rows.filter(withdrawn_at__isnull=True) if issubclass(source.table, Guarded) else rows
