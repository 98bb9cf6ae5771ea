"""The interviews of a study as a sample: which design their numbers follow, and the weight of each.

Weight of an interview: the weight of its village (how many villages it stands for), times the size of the village
divided by the interviews held there, where the sizes of all drawn villages are known; else times one divided by the
interviews held there. So a village counts as much as its people, however many of them were found at home.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jatan.evidence.studies.estimates import Design
from jatan.programme.studies.choices import SamplingRule
from jatan.programme.studies.draws import DrawPlan
from jatan.programme.studies.models import Draw, Instrument, Interview, Site
from jatan.programme.studies.questions import Question

__all__ = ["Answered", "Sample", "sample_of"]


@dataclass(frozen=True)
class Answered:
    """One interview as the statistics see it. `answers`: of the questions whose meaning has not changed since."""

    pk: uuid.UUID
    organisation: uuid.UUID
    site: uuid.UUID
    district: uuid.UUID
    enumerator: uuid.UUID
    minutes: int | None
    version: int
    answers: dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """Interviews, the questions they are counted by (of the newest version), and the design (None: simple).

    `has_sizes`: whether villages are weighted by their size.
    """

    questions: tuple[Question, ...]
    interviews: tuple[Answered, ...]
    design: Design | None
    has_sizes: bool
    districts: dict[uuid.UUID, str]

    def values(self, code: str) -> list[Any]:
        """The answers to a question, None where it was not answered."""
        return [one.answers.get(code) for one in self.interviews]


def sample_of(
    instruments: Sequence[Instrument], draw: Draw | None, sites: Sequence[Site], interviews: Sequence[Interview]
) -> Sample:
    """The sample of a study. `instruments`: all versions, the newest first. Interviews of villages that are no longer
    drawn are left out."""
    by_site = {site.pk: site for site in sites}
    asked = {row.version: {question.code: question for question in row.asked()} for row in instruments}
    newest = instruments[0].asked()
    found = tuple(_answered(row, by_site[row.site_ref], newest, asked) for row in interviews if row.site_ref in by_site)
    plan = draw.rule() if draw is not None else None
    has_sizes = bool(sites) and all(site.size for site in sites)
    design = None
    if plan is not None and plan.rule != SamplingRule.CHOSEN:
        design = _design(plan, found, by_site, has_sizes)
    districts = {(site.place.district_id or site.place_id): (site.place.district or site.place).name for site in sites}
    return Sample(tuple(newest), found, design, has_sizes and design is not None, districts)


def _answered(
    row: Interview, site: Site, newest: Sequence[Question], asked: dict[int, dict[str, Question]]
) -> Answered:
    then = asked.get(row.version, {})
    answers = {
        question.code: row.answers[question.code]
        for question in newest
        if question.code in row.answers and question.code in then and question.same_meaning(then[question.code])
    }
    district = site.place.district_id or site.place_id
    return Answered(
        row.pk,
        row.organisation_id,
        site.pk,
        district,
        row.enumerator_id,
        row.minutes,
        row.version,
        answers,
    )


def _design(plan: DrawPlan, found: Sequence[Answered], sites: dict[uuid.UUID, Site], has_sizes: bool) -> Design:
    held = Counter(one.site for one in found)
    weights = [
        sites[one.site].weight * ((sites[one.site].size or 1) if has_sizes else 1) / held[one.site] for one in found
    ]
    if plan.districts:  # districts were drawn first: they are the units of the first stage
        return Design(weights, [""] * len(found), [one.district for one in found])
    strata = [one.district if plan.by_district else "" for one in found]
    return Design(weights, strata, [one.site for one in found])
