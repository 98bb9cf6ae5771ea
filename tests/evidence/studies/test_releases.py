"""What a release tells of a number that is typed in."""

import uuid

from jatan.evidence.studies.releases import release
from jatan.evidence.studies.sample import Answered, Sample
from jatan.kernel.ids import new_id
from jatan.programme.studies.questions import make_question

DISTRICT = uuid.UUID(int=1)


def test_a_number_without_limits_is_told_in_classes_that_grow() -> None:
    wage = make_question(code="q1", text="महीने की मज़दूरी?", kind="number", is_required=True)
    people = tuple(
        Answered(new_id(), DISTRICT, DISTRICT, DISTRICT, DISTRICT, None, None, 1, {"q1": 8_000 if one % 2 else 15_000})
        for one in range(400)
    )
    kept = release(Sample((wage,), people, None, False, {DISTRICT: "गुमला"}, {1: {"q1": wage}}), None)
    (table,) = kept["tables"]
    assert [line["label"] for line in table["lines"]] == ["5,000 – 9,999", "10,000 – 19,999"]
    assert all(abs(line["count"] - 200) < 5 for line in table["lines"])
    assert abs(table["n"] - 400) < 10
    assert 11_000 < table["mean"][0] < 11_500
    assert [len(district["estimates"]) for district in table["districts"]] == [3]
