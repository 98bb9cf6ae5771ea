"""Schemes by their names in registers."""

import pytest

from jatan.programme.schemes import reference


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("राशन कार्ड", "ration_card"),
        ("Ration Card", "ration_card"),
        ("स्पॉन्सरशिप", "sponsorship"),
        ("Job card", "job_card"),
        ("मनरेगा", "job_card"),
        ("e-Shram", "eshram"),
        ("ई-श्रम कार्ड", "eshram"),
        ("Ayushman card", "ayushman"),
        ("विधवा पेंशन", "widow_pension"),
        ("पेंशन", "pension"),
        ("मंईयां सम्मान", "maiya_samman"),
        ("PMAY-G", "pm_awas"),
    ],
)
def test_a_scheme_is_found_by_the_names_offices_use(written: str, code: str) -> None:
    found = reference.scheme_named(written)
    assert found is not None
    assert found.code == code


def test_an_unknown_scheme_name_gives_none() -> None:
    assert reference.scheme_named("सोना मुफ्त") is None
    assert reference.scheme_named("") is None
    assert not reference.is_known("")


def test_no_name_belongs_to_two_schemes() -> None:
    claims: dict[str, set[str]] = {}
    for scheme in reference.schemes().values():
        for text in (scheme.name.hi, scheme.name.en, *scheme.aliases):
            found = reference.scheme_named(text)
            assert found is not None, text
            claims.setdefault(text, set()).update({scheme.code, found.code})
    assert {text: codes for text, codes in claims.items() if len(codes) > 1} == {}


def test_every_scheme_has_both_languages_and_other_is_last() -> None:
    rows = list(reference.schemes().values())
    assert all(scheme.name.hi and scheme.name.en for scheme in rows)
    assert rows[-1].code == "other"
    assert len(rows) == 15
