"""Database expressions for the dimensions of a source row: district, block, sex and age band."""

from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, UUIDField, Value, When
from django.db.models.functions import Concat, ExtractYear
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from jatan.evidence.indicators.sources import Source
from jatan.foundation.places.choices import Level
from jatan.kernel.ages import ADULT

# {column of a row that counts people: member of the dimension "sex_age"}.
COUNT_COLUMNS = {
    "women": "female:adult",
    "men": "male:adult",
    "girls": "female:child",
    "boys": "male:child",
}
SEX_AGE_MEMBERS = tuple(
    f"{sex}:{band}" for sex in ("female", "male", "other", "unknown") for band in ("adult", "child", "unknown")
)


def district_of_row(place: str = "place") -> Any:
    """The district's id. `place` is the row's foreign key of the place."""
    return Case(
        When(**{f"{place}__level": Level.DISTRICT, "then": F(f"{place}_id")}),
        default=F(f"{place}__district_id"),
        output_field=UUIDField(),
    )


def block_of_row(place: str = "place") -> Any:
    """The block's id, NULL where only the district is known."""
    return Case(
        When(**{f"{place}__level": Level.BLOCK, "then": F(f"{place}_id")}),
        default=F(f"{place}__block_id"),
        output_field=UUIDField(),
    )


def sex_age_of_row(source: Source) -> Any:
    """ "sex:band" of the person of a row. The age is as of the date that the row is counted by."""
    prefix = "person__" if source.sexes == "person" else ""
    sex = Case(
        When(Q(**{f"{prefix}sex": "f"}), then=Value("female")),
        When(Q(**{f"{prefix}sex": "m"}), then=Value("male")),
        When(Q(**{f"{prefix}sex": "t"}), then=Value("other")),
        default=Value("unknown"),
        output_field=CharField(),
    )
    age = age_of_person(prefix, source.day) if source.sexes == "person" else F("age")
    return Concat(sex, Value(":"), _age_band(age), output_field=CharField())


def age_of_person(prefix: str, day: str) -> Any:
    """Age in years on the date that a row is counted by, NULL if unknown. `prefix`: person lookup ("person__")."""
    year = ExtractYear(day)
    return Case(
        When(Q(**{f"{prefix}birth_year__isnull": False}), then=year - F(f"{prefix}birth_year")),
        When(
            Q(**{f"{prefix}age_on__isnull": False}),
            then=F(f"{prefix}age") + year - ExtractYear(f"{prefix}age_on"),
        ),
        default=F(f"{prefix}age"),
        output_field=IntegerField(),
    )


def _age_band(age: Any) -> Any:
    return Case(
        When(LessThan(age, Value(ADULT)), then=Value("child")),
        When(GreaterThanOrEqual(age, Value(ADULT)), then=Value("adult")),
        default=Value("unknown"),
        output_field=CharField(),
    )
