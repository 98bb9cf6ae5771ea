"""Every number that is counted is named so that its line reads whole, with the number and where nothing is recorded:
"12 लोगों से बात हुई", "लोगों से बात हुई: दर्ज नहीं"; never "से बात हुई", "of the journeys"."""

from dataclasses import replace

from jatan.evidence.indicators.definitions import COUNTED
from jatan.evidence.indicators.shapes import Value
from jatan.kernel.localised import Localised

# What hangs on a word before it, and what waits for one after it.
_FOLLOWS = frozenset({"से", "को", "का", "के", "की", "में", "पर", "तक", "बार", "ने", "इनमें", "जिन", "जिनकी", "जिनमें", "जिन्हें"})
_WAITS = frozenset({"से", "को", "का", "के", "की", "में", "पर", "तक", "ने", "साथ"})
_FOLLOWS_EN = frozenset({"of", "at", "with", "were", "was", "in", "by", "from", "to", "taken"})


def half(value: Value) -> list[str]:
    """What of a label is no whole phrase."""
    hindi, english = value.label.hi.split(), value.label.en.split()
    found = [value.label.hi] if hindi[0] in _FOLLOWS or hindi[-1] in _WAITS else []
    return found + ([value.label.en] if english[0] in _FOLLOWS_EN else [])


def test_every_number_is_named_by_a_whole_phrase() -> None:
    values = [(one.code, value) for one in COUNTED for value in one.values]
    assert len(values) > 100
    assert {(code, value.name): half(value) for code, value in values if half(value)} == {}


def test_a_half_phrase_is_reported() -> None:
    value = next(value for one in COUNTED for value in one.values)
    for hi, en in (("से बात हुई", "counselled"), ("यात्राओं में से", "journeys"), ("लोग", "of the journeys")):
        assert half(replace(value, label=Localised(hi=hi, en=en)))
