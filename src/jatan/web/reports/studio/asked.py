"""What a request asks of the studio: the days as every report reads them, and the choice; and both as an address."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Behind, FrameLine
from jatan.evidence.studio.choice import Choice, parse_choice
from jatan.evidence.studio.parts import CODES
from jatan.web.reports.report_request import ReportRequest, parse_request


@dataclass(frozen=True)
class Asked:
    """One request. `has_language`: its language was asked for by name.

    `question`: its days, comparison and language, and the member and the district where exactly one was chosen.
    """

    question: ReportRequest
    choice: Choice
    has_language: bool

    def query(self, **changed: object) -> str:
        """The query string "?from=…" of the choice, with some of its fields changed."""
        choice = replace(self.choice, **changed)  # type: ignore[arg-type]
        bare = replace(self.question, organisation=None, district=None, period=choice.period)
        pairs = list(QueryDict(bare.query().removeprefix("?")).items())
        if self.has_language or choice.language != self.choice.language:
            pairs.append(("language", choice.language))
        return f"?{urlencode([*pairs, *choice.fields()])}"

    def rows_query(self) -> str | None:
        """The query string of the rows behind its numbers; None for released ones, behind which no rows stand."""
        return None if self.choice.audience.reads_published_only else f"{self.query()}&back=studio"

    def line_query(self, line: FrameLine) -> str | None:
        """The query string of the rows behind a line of a logframe: of its own days and organisation, whatever else is
        chosen. None where none stand behind it: released, counted by hand, none, or of several organisations."""
        is_counted = line.key is not None and isinstance(line.achieved, int) and line.achieved > 0
        if (
            self.choice.audience.reads_published_only
            or not is_counted
            or line.days is None
            or line.organisation is None
        ):
            return None
        return f"?{urlencode({'from': line.days.start, 'to': line.days.end, 'organisation': line.organisation})}"

    def behind_query(self, behind: Behind) -> str | None:
        """The query string of the rows behind one line of its numbers; None where none open."""
        if self.choice.audience.reads_published_only or behind == Behind():
            return None
        changed: dict[str, object] = {}
        if behind.organisation is not None:
            changed["organisations"] = frozenset({behind.organisation})
        if behind.district is not None:
            changed["districts"] = frozenset({behind.district})
        if behind.days is not None:
            changed["period"] = behind.days
        block = f"&block={behind.block}" if behind.block is not None else ""
        return f"{self.query(**changed)}{block}&back=studio"

    def for_audience(self, audience: Audience) -> str:
        """The address of the same report for other readers, with the parts that they get by themselves."""
        return self.query(audience=audience, parts=())


def parse_asked(answers: QueryDict) -> Asked:
    """The request in a query string; what cannot be read is as if it were not there."""
    question = parse_request(answers)
    choice = parse_choice(
        answers, period=question.period, compared=question.compared_with, language=question.language, known=CODES
    )
    question = replace(question, organisation=_only(choice.organisations), district=_only(choice.districts))
    return Asked(question, choice, "language" in answers)


def _only(chosen: Collection[uuid.UUID]) -> uuid.UUID | None:
    return next(iter(chosen)) if len(chosen) == 1 else None
