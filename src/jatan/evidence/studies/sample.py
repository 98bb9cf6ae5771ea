"""The interviews of a study as a sample: which design their numbers follow, and the weight of each.

Weight of an interview: the weight of its village (how many villages it stands for), times the size of the village
divided by the interviews held there, where the sizes of all drawn villages are known; else times one divided by the
interviews held there. So a village counts as much as its people, however many of them were found at home.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.evidence.studies.estimates import Design
from jatan.kernel.questions import Question, by_code
from jatan.programme.studies.choices import SamplingRule
from jatan.programme.studies.draws import DrawPlan
from jatan.programme.studies.models import Draw, Instrument, Interview, Site
from jatan.programme.studies.questions import same_meaning


@dataclass(frozen=True)
class Answered:
    """One interview as the statistics see it. `recorder`: the account that typed it in. `answers`: of the questions
    whose meaning has not changed since."""

    pk: uuid.UUID
    organisation: uuid.UUID
    site: uuid.UUID
    district: uuid.UUID
    enumerator: uuid.UUID
    recorder: uuid.UUID | None
    minutes: int | None
    version: int
    answers: dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """Interviews, the questions they are counted by (of the newest version), and the design (None: simple).

    `has_sizes`: whether villages are weighted by their size. `asked_in`: {version: its questions with
    the meaning of today's, as they were asked then}.
    """

    questions: tuple[Question, ...]
    interviews: tuple[Answered, ...]
    design: Design | None
    has_sizes: bool
    districts: dict[uuid.UUID, str]
    asked_in: dict[int, dict[str, Question]]

    def values(self, code: str) -> list[Any]:
        """The answers to a question, None where it was not answered."""
        return [one.answers.get(code) for one in self.interviews]


def sample_of(
    instruments: Sequence[Instrument], draw: Draw | None, sites: Sequence[Site], interviews: Sequence[Interview]
) -> Sample:
    """The sample of a study. `instruments`: all versions, the newest first. Interviews of villages that are no longer
    drawn are left out."""
    by_site = {site.pk: site for site in sites}
    newest = instruments[0].asked()
    asked_in = {row.version: _same_in(by_code(row.asked()), newest) for row in instruments}
    found = tuple(
        _answered(row, by_site[row.site_ref], asked_in.get(row.version, ()))
        for row in interviews
        if row.site_ref in by_site
    )
    plan = draw.rule() if draw is not None else None
    has_sizes = bool(sites) and all(site.size for site in sites)
    design = None
    if plan is not None and plan.rule != SamplingRule.CHOSEN:
        design = _design(plan, found, by_site, has_sizes)
    districts = {(site.place.district_id or site.place_id): (site.place.district or site.place).name for site in sites}
    return Sample(tuple(newest), found, design, has_sizes and design is not None, districts, asked_in)


def _same_in(then: Mapping[str, Question], newest: Sequence[Question]) -> dict[str, Question]:
    return {one.code: then[one.code] for one in newest if one.code in then and same_meaning(one, then[one.code])}


def _answered(row: Interview, site: Site, asked: Collection[str]) -> Answered:
    return Answered(
        row.pk,
        row.organisation_id,
        site.pk,
        site.place.district_id or site.place_id,
        row.enumerator_id,
        row.recorded_by,
        row.minutes,
        row.version,
        {code: answer for code, answer in row.answers.items() if code in asked},
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
