"""Running checks: a line of progress meanwhile, failures at once, and at the end what to do."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Final

import click

from tools.checks import ROOT, Check, Outcome

_LOOK_SECONDS: Final = 0.5  # between two looks at what has happened
_LINE_SECONDS: Final = 60  # between two lines of progress where they are kept, as on a forge
_LAST_LINES: Final = 200  # of a check that went wrong
_NAMED_TESTS: Final = 20  # more failed tests are repeated by pytest's own memory
_LOUD: Final = ("SKIPPED LOUDLY", "MISSING")


@dataclass(frozen=True)
class _Ended:
    """How a program ended, and after how many seconds."""

    code: int
    seconds: float


@dataclass(eq=False)
class _Running:
    """A check, the files it writes to, and what has been read of them."""

    check: Check
    log: Path
    events: Path
    total: int | None = None
    done: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    _read_to: int = 0

    def run(self, environment: Mapping[str, str], more: Sequence[str]) -> _Ended:
        """Run the check to its end; called in a thread of its own."""
        words = [*_words_to_watch(self.events), *more] if self.check.is_pytest else []
        since = time.monotonic()
        with self.log.open("wb") as log:
            code = subprocess.call(
                self.check.command(words), cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        return _Ended(code, time.monotonic() - since)

    def news(self) -> Iterator[str]:
        """What has happened since the last look, as far as somebody must see it: the failures."""
        if not self.events.exists():
            return
        with self.events.open("rb") as lines:
            lines.seek(self._read_to)
            new = lines.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.splitlines():
            yield from self._take(json.loads(line))

    def _take(self, event: Mapping[str, Any]) -> Iterator[str]:
        self.total = event.get("total", self.total)
        self.done.update([event["done"]] if "done" in event else [])
        self.skipped.update([event["skipped"]] if "skipped" in event else [])
        if "failed" in event:
            if event["failed"] not in self.failed:
                self.failed.append(event["failed"])
            text = event["text"].encode("utf-8", "backslashreplace").decode("utf-8")  # half a character can stand in it
            yield f"\nFAILED {event['failed']}\n{text}"

    def end(self, ended: _Ended) -> tuple[Outcome, str]:
        """The outcome, and what is printed of it: after a run that stopped also the last it said."""
        is_whole = not self.check.is_pytest or len(self.done) == self.total
        is_printed = is_whole and ended.code == 1 and bool(self.failed)
        outcome = self.outcome(ended, is_whole, "" if is_printed else self.check.again())
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        if outcome.is_right:
            shown = [line for line in lines if any(word in line for word in _LOUD)]
        else:
            shown = [] if is_printed else [shlex.join(self.check.command()), *lines[-_LAST_LINES:]]
        return outcome, "\n".join([*shown, _end(outcome)])

    def outcome(self, ended: _Ended, is_whole: bool, again: str) -> Outcome:
        """Right is only what ended well, with nothing that failed and nothing that did not run."""
        return Outcome(
            self.check.name,
            ended.code == 0 and is_whole and not self.failed,
            ended.seconds,
            f"exit code {ended.code}" if ended.code else "",
            again,
            tuple(self.failed),
            len(self.done),
            self.total,
            dict(self.skipped),
        )


class _Display:
    """Lines that stay, and below them one of progress, which a terminal shows in place and a log each minute."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._shown = ""
        self._at = time.monotonic()

    def say(self, text: str) -> None:
        """Print lines that stay."""
        self._wipe()
        click.echo(text, file=self._out)

    def progress(self, line: str) -> None:
        """Show how far it is."""
        if line == self._shown:
            return
        if self._is_terminal:
            self._out.write(f"\r\x1b[K{line}")
            self._out.flush()
            self._shown = line
        elif time.monotonic() - self._at >= _LINE_SECONDS:
            click.echo(line, file=self._out)
            self._at, self._shown = time.monotonic(), line

    def _wipe(self) -> None:
        if self._is_terminal and self._shown:
            self._out.write("\r\x1b[K")
            self._shown = ""


def run(
    checks: Sequence[Check],
    environment: Mapping[str, str],
    first: Sequence[Callable[[], Outcome]] = (),
    more: Sequence[str] = (),
) -> list[Outcome]:
    """Run all checks, even if some fail; `first` is called before any of them. Returns outcomes in order.

    Checks with `beside` run in two background threads meanwhile. `more`: further words for each pytest.
    """
    full_environment = {**os.environ, **environment}
    preparations = [prepare() for prepare in first]
    display = _Display(sys.stdout)
    with tempfile.TemporaryDirectory(prefix="jatan-checks-") as folder:
        Path(folder).chmod(0o711)  # a check as another user finds its own output, which lies there
        running = [
            _Running(check, Path(folder, f"{number}.log"), Path(folder, f"{number}.events"))
            for number, check in enumerate(checks)
        ]
        aside, along = ThreadPoolExecutor(max_workers=2), ThreadPoolExecutor(max_workers=1)
        try:
            futures = {
                (aside if one.check.beside else along).submit(one.run, full_environment, more): one for one in running
            }
            outcomes = _watched(futures, display)
        finally:
            for pool in (aside, along):
                pool.shutdown(cancel_futures=True)
    return [*preparations, *(outcomes[check.name] for check in checks)]


def run_if_started(
    start: Check,
    checks: Sequence[Check],
    environment: Mapping[str, str],
    first: Sequence[Callable[[], Outcome]] = (),
    more: Sequence[str] = (),
) -> list[Outcome]:
    """Run `start`, and if it is right all `checks` as `run` does. Returns the outcomes of what ran, in order."""
    outcomes = run((start,), environment)
    return outcomes + run(checks, environment, first, more) if outcomes[0].is_right else outcomes


def run_plainly(check: Check, environment: Mapping[str, str]) -> Outcome:
    """Run tests, their output going where ours goes. Without a total nothing was to be run, as with --collect-only."""
    click.secho(f"\n── {check.name}: {check.program} {shlex.join(check.words)}", bold=True)
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jatan-checks-") as folder:
        running = _Running(check, Path(folder, "log"), Path(folder, "events"))
        command = replace(check, words=(*_words_to_watch(running.events), *check.words)).command()
        code = subprocess.call(command, cwd=ROOT, env={**os.environ, **environment})
        for _shown in running.news():
            pass  # by pytest itself
    is_whole = running.total in (None, len(running.done))
    # Pytest has said what failed, and the caller knows the words.
    outcome = replace(running.outcome(_Ended(code, time.monotonic() - since), is_whole, again=""), failed=())
    click.echo(_end(outcome))
    return outcome


def _words_to_watch(events: Path) -> list[str]:
    return ["-p", "tools.test_events", "--events", str(events)]


def _watched(futures: Mapping[Future[_Ended], _Running], display: _Display) -> dict[str, Outcome]:
    """Outcomes by name, when all have ended; until then what happens is shown."""
    since, outcomes, waiting = time.monotonic(), dict[str, Outcome](), set(futures)
    while waiting:
        ended, waiting = wait(waiting, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for one in futures.values():
            for text in one.news():
                display.say(text)
        for future in ended:
            outcome, text = futures[future].end(future.result())
            outcomes[outcome.name] = outcome
            display.say(text)
        display.progress(_progress(list(futures.values()), outcomes, time.monotonic() - since))
    return outcomes


def _progress(running: Sequence[_Running], outcomes: Mapping[str, Outcome], seconds: float) -> str:
    """E.g. `3:05  checks 9 of 12  tests 4210 of 13002  failed 1`."""
    tests = [one for one in running if one.check.is_pytest]
    done = sum(len(one.done) for one in tests)
    is_known = all(one.total is not None or one.check.name in outcomes for one in tests)
    total = f" of {sum(one.total or 0 for one in tests)}" if is_known else ""
    failed = sum(len(one.failed) for one in tests) + sum(
        not outcome.is_right and not outcome.failed for outcome in outcomes.values()
    )
    parts = [f"{int(seconds) // 60}:{int(seconds) % 60:02d}", f"checks {len(outcomes)} of {len(running)}"]
    parts += [f"tests {done}{total}"] if tests else []
    return "  ".join([*parts, f"failed {failed}"])


def _end(outcome: Outcome) -> str:
    return f"── {outcome.name}: {'right' if outcome.is_right else 'WRONG'} in {outcome.seconds:.1f} s"


def summary(outcomes: Sequence[Outcome], elapsed: float) -> str:
    """The final table; `elapsed`: total seconds."""
    width = max(len(outcome.name) for outcome in outcomes)
    lines = []
    for outcome in outcomes:
        tests = f"{outcome.tests} tests" if outcome.tests else ""
        if outcome.total is not None and outcome.tests < outcome.total:
            tests = f"{outcome.tests} of {outcome.total} tests ran"
        note = ", ".join(part for part in (outcome.note, tests) if part)
        word = "right" if outcome.is_right else "WRONG"
        lines.append(f"{outcome.name:<{width}}  {word}  {outcome.seconds:7.1f} s  {note}")
    lines.append(f"{'all':<{width}}         {elapsed:7.1f} s")
    return "\n".join(line.rstrip() for line in lines)


def advice(outcomes: Sequence[Outcome]) -> str:
    """What to do now: what was not checked here, and how to repeat what went wrong. Empty where there is nothing."""
    skipped: Counter[str] = Counter()
    for outcome in outcomes:
        skipped.update(outcome.skipped)
    lines = [f"skipped loudly: {times} × {reason}" for reason, times in sorted(skipped.items())]
    wrong = [outcome for outcome in outcomes if not outcome.is_right]
    failed = [name for outcome in wrong for name in outcome.failed]
    if failed:
        lines += ["", f"{len(failed)} failed:", *(f"  {name}" for name in failed[:_NAMED_TESTS])]
        lines += [f"  and {len(failed) - _NAMED_TESTS} more"] if len(failed) > _NAMED_TESTS else []
        names = failed if len(failed) <= _NAMED_TESTS else sorted({name.partition("::")[0] for name in failed})
        lines += ["run them again:", f"  {shlex.join(['./jatan', 'test', *names])}"]
    again = [outcome.again for outcome in wrong if outcome.again]
    lines += ["", "run again what went wrong:", *(f"  {command}" for command in again)] if again else []
    return "\n".join(lines).strip("\n")
