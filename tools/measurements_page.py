"""docs/reference/bench.md: the newest run of every measurement, from the history beside it (`bench.csv`)."""

from bench import __main__ as bench
from bench import history
from bench.history import Line

_MADE = "*Written from [bench.csv](bench.csv) by `./jatan docs --write`. Do not edit by hand.*"
_INTRO = """\
`uv run python -m bench` takes the measurements whose name is in `code`, each in a house and a process of its own;
`./jatan test --long` runs them too. It ends with 3 when one misses its bar, and with 1 when one ended in an error:
then nothing is known of its bars. Single ones: `python -m bench import_cpu persons`; `--keep` adds what a run found
to [bench.csv](bench.csv), where all earlier runs stand; `--small` runs each with a hundredth of its rows and holds no
bar, which `./jatan test` does so that none rots. The others were taken by the tests they name, or by hand.

Two cores of a virtual machine, 24 GB, embedded PostgreSQL 18, mostly beside other work: so CPU is compared, and times
of the clock say little. *Yardstick* is the CPU time of a fixed piece of work on that machine in that run
(`tests/yardstick.py`): seconds of a run with 22 ms are compared with half as many of one with 11 ms. An empty cell
was not written down at the time."""
_NOTES = """\
## What the figures are of

- **cadence**: simulated journeys, 20,000 traveller-years, seed 7. An earlier measurement gave figures for four rules
  but said nothing of how regularly people were heard from; the population here is one in which all four come out
  nearly the same. That shows that our rule is the one that was measured. It is no finding about the field: in other
  populations that fit as well the saving is 1.4 to 3.6 times.
- **lists**: counting all 100,000 rows off the index took 10 to 11 ms of a first page; so 50,000 are counted, and
  "about" stands beyond.
- **persons**: one slip of the pen in each query, as the runtime role behind both walls; `pg_trgm` is that of Debian's
  PostgreSQL on the same rows and queries.
- **policies without sub-selects**: the last line decides against them as the only form. They read the list of
  organisations once a row wherever the organisation is no condition of the index; `JATAN_PLAIN_POLICIES` chooses
  them.
- **registers read**: 128 workbooks of 16 registers (`tests/intake/corpus`), 64 saved by LibreOffice, compared with a
  manifest field by field. Every row asked about has a fault that its manifest knows, or belongs to a forum that waits
  for such a fault. 1,000 more are changed at random: columns swapped, headings renamed, subtotals inserted, cells
  merged, tables split, rows hidden.
- **season of phones**, **struck house**: phones in real Chromium; what was sealed on them is compared with what lies
  in the house. Every row and photograph arrived exactly once and byte for byte.
- **slow senders**: fifty senders of a byte a second and fifty readers at once
  (`tests/attacks/test_fifty_slow_senders.py`); the readers' 99th percentile. Before bodies were received on the event
  loop, eight such senders stopped every page for as long as they sent."""


def measurements() -> str:
    """The whole page."""
    rows = ["| | What | Bar | Found | Commit | Day | Yardstick |", "|---|---|---|---|---|---|---|"]
    for part, run in history.newest(history.lines()).items():
        rows += [_row(part if number == 0 else "", line) for number, line in enumerate(run)]
    return "\n\n".join(["# Measurements", _MADE, _INTRO, "\n".join(rows), _NOTES]) + "\n"


def _row(part: str, line: Line) -> str:
    name = f"`{part}`" if part in bench.PARTS else part
    found = f"**{line.found}: missed**" if line.met == "missed" else line.found
    yardstick = f"{line.yardstick} ms" if line.yardstick else ""
    return f"| {name} | {line.what} | {line.bar} | {found} | {line.commit} | {line.day} | {yardstick} |"
