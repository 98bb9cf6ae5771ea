"""The demo's sealed case files, written through the services with the clock set to the day of each entry.

Every case begins after the published period, so that its totals do not change. Each case is one transaction and is
recognised by its code: a build that was killed continues with the next case.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from jatan.demo.keys import Worker, people_with_keys
from jatan.demo.stories import Act, Story, stories
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.letters import waiting_letters
from jatan.kernel import clock
from jatan.programme.cases.entries.closure import waiting_request
from jatan.programme.cases.entries.consent import TO_SOMEBODY
from jatan.programme.cases.entries.open_items import REASONS_FIELD, open_items, reasons_of
from jatan.programme.cases.file.access import OpenCaseFile, open_file, open_identity
from jatan.programme.cases.file.access_grants import give_case
from jatan.programme.cases.file.closure import decide_closure
from jatan.programme.cases.file.creation import my_teams, open_case_file
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.register.selectors import register
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.cases.sharing.reception import take_referral
from jatan.programme.cases.sharing.referrals import send_referral

_TEN = dt.time(10, 0)


def record_cases(selected: Iterable[Story] | None = None) -> None:
    """Write every story whose case code is not recorded yet. The demo's keys must exist.

    `selected`: the stories to write; all of them when left out.
    """
    people = people_with_keys()
    for story in stories(clock.today()) if selected is None else selected:
        worker = people[story.by]
        with acting_as(worker.actor), transaction.atomic():
            if not register(worker.actor, worker.keyring).filter(code=story.code).exists():
                _StoryWriter(people, story).write()


class _StoryWriter:
    """Writes one story. `found` is the case file as the last acting worker opened it."""

    def __init__(self, people: Mapping[str, Worker], story: Story) -> None:
        self.people, self.story, self.minutes = people, story, 0

    def write(self) -> None:
        story, worker = self.story, self.people[self.story.by]
        with clock.frozen_at(self._moment(story.opened_ago)):
            (team, *_more) = my_teams(worker.keyring)
            self.found = open_case_file(
                **self._by(worker),
                team=team.pk,
                kind=story.kind,
                opened_on=self._day(story.opened_ago),
                code=story.code,
            )
        for act in story.acts:
            with clock.frozen_at(self._moment(act.ago)):
                self._play(act)

    def _play(self, act: Act) -> None:
        worker = self.people[act.by or self.story.by]
        with acting_as(worker.actor):
            if act.what == "give":
                self._give(worker, self.people[act.answers["to"]])
            elif act.what == "refer":
                self._refer(worker, act.answers)
            elif act.what == "take":
                self._take(worker)
            elif act.what == "close":
                self._close(worker)
            else:
                self.found = write_entry(
                    **self._by(worker),
                    case_file=self._file(worker, act.what),
                    kind=act.what,
                    answers=self._answers(act),
                )

    def _answers(self, act: Act) -> Mapping[str, Any]:
        """The answers of an act. A link names a kind of entry and becomes the id of the last entry of that kind.
        The single sentence of a closure request about open items is repeated for each open item.
        """
        links = {name: self.found.file.all(kind)[-1].row for name, kind in act.links.items()}
        answers = {**act.answers, **links}
        if doer := answers.get("for_whom"):
            answers["for_whom"] = self.people[doer].actor.account_id
        if sentence := answers.get(REASONS_FIELD):
            answers[REASONS_FIELD] = {item.key: sentence for item in open_items(self.found.file, clock.today())}
        return answers

    def _file(self, worker: Worker, kind: str) -> OpenCaseFile:
        """The case file opened by this worker, with the identity section when an identity entry is to be rewritten."""
        found = self.found
        if worker.actor.account_id != self.people[self.story.by].actor.account_id:
            found = open_file(worker.actor, worker.keyring, found.case.pk)
        return open_identity(worker.actor, worker.keyring, found) if kind == "identity" else found

    def _give(self, worker: Worker, to: Worker) -> None:
        names = {to.keyring.holder: to.name}
        reader = Reader(Kind.USER, to.keyring.holder)
        self.found = give_case(**self._by(worker), case_file=self.found, to=reader, reason="अदालत का काम", names=names)

    def _refer(self, worker: Worker, request: Mapping[str, Any]) -> None:
        consent = [one for one in self.found.file.all("consent") if one.get("purpose") in TO_SOMEBODY][-1]
        entry = {**request, "consent": consent.row, "answer_by": clock.today() + dt.timedelta(days=7)}
        self.found = send_referral(**self._by(worker), case_file=self.found, answers=entry)

    def _take(self, worker: Worker) -> None:
        """The receiving organisation accepts the newest waiting referral letter, which sends the answer."""
        letter = list(waiting_letters(worker.keyring, [REFERRAL]))[-1]
        (team, *_more) = my_teams(worker.keyring)
        take_referral(**self._by(worker), letter=letter, team=team.pk)

    def _close(self, worker: Worker) -> None:
        found = self._file(worker, "closure_decision")
        waiting = waiting_request(found.file)
        if waiting is None:
            raise LookupError("the case file has no closure request")
        request, seen = waiting.row, waiting.revision
        self.found = decide_closure(
            **self._by(worker),
            case_file=found,
            decision="approved",
            request=request,
            seen=seen,
            open_items=reasons_of(waiting.answers),
        )

    def _by(self, worker: Worker) -> dict[str, Any]:
        return {"by": worker.actor, "keyring": worker.keyring}

    def _moment(self, ago: int) -> dt.datetime:
        """Four minutes after the previous entry of the story, and never later than the present."""
        self.minutes += 4
        at = dt.datetime.combine(self._day(ago), _TEN, clock.INDIA) + dt.timedelta(minutes=self.minutes)
        return min(at, self.story.now)

    def _day(self, ago: int) -> dt.date:
        return self.story.today - dt.timedelta(days=ago)
