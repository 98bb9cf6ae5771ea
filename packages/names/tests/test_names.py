"""`fold`, `key` and `similarity` of whole names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan_names import fold, key, similarity
from jatan_names.lexicon import build_lexicon

# Words that the rules treat specially, in several scripts, to be mixed at random.
HABITS = (
    "Md मो० Mohammad Sk ud din uddin ul lah un Nisa Abdul Abdur Rahman Ram Lal Nath Mani Phul Munda मुंडा Oraon Late Saw "
    "स्वर्गीय Smt. श्रीमती Sarga एस के A K Chand Kant Deo Bibi बीबी "
    "W/o s o b पति पिता ji जी श्री sri Ku Km कु० Haji Hafiz Ansari Sister सि. g ᱢᱩᱨᱢᱩ \U0001e4d0\U0001e4d1 ܐ ½ ० १२"
)
WORDS = st.lists(st.sampled_from(HABITS.split()), max_size=6).map(" ".join)
LETTERS = st.text(st.sampled_from("abcdehklmnoqrstuvwxyzW '.-1०कखगजञड़टनपबमयरलवशसह्ािीुूेोौंँःॐअइउऔᱢᱩᱨᱠএকমুাé"), max_size=24)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("सुनीता मुंडा", "Sunita Munda"), ("मुण्डा", "मुंडा"), ("लक्ष्मी", "Laxmi"), ("लक्ष्मी", "Lakshmi"),
        ("उराँव", "Oraon"), ("उरांव", "Uraon"), ("Uranw", "Oraon"), ("मो० सलीम", "Mohammad Salim"),
        ("Md. Salim", "मोहम्मद सलीम"), ("Sk Alam", "शेख आलम"), ("श्रीमती फूलमनी देवी", "Phulmani Devi"),
        ("Late Birsa Munda", "बिरसा मुंडा"), ("स्वर्गीय बिरसा मुण्डा", "Birsa Munda"), ("Munda Birsa", "बिरसा मुंडा"),
        ("खलखो", "Xalxo"), ("Moinuddin", "Moinudeen"), ("राजेश सिंह", "Rajesh Singh"), ("हेम्ब्रम", "Hembrom"),
        ("জ্যোতি", "ज्योति"), ("Wahid", "Vahid"), ("एम के दास", "M. K. Das"), ("गाँव", "gaon"), ("समूह १", "समूह 1"),
    ],
)  # fmt: skip
def test_the_same_name_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert similarity(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Sunita", "Sunit"), ("Kumar", "Kumari"), ("सुनीता", "सुनीत"), ("समूह 1", "समूह 2")]
)
def test_different_names_have_different_folds(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert similarity(one, other) < 1


def test_the_key_ignores_vowels() -> None:
    assert key("मंडल") == key("Mondal")
    assert key("Yadav") == key("Jadav")
    assert key("Sunita") != key("Sangita")


def test_a_more_similar_name_scores_higher() -> None:
    assert similarity("सुनीता कुमारी", "Sunita Kumari") > similarity("सुनीता कुमारी", "Sangita Kumari")


def test_a_missing_title_lowers_the_score_slightly() -> None:
    assert key("हाजी मुजिबर रहमान") == key("Mujibur Rahman")
    assert similarity("हाजी मुजिबर रहमान", "Haji Mujibur Rahaman") == 1
    assert 0.95 < similarity("हाजी मुजिबर रहमान", "Mujibur Rahaman") < 1


def test_the_order_of_words_does_not_change_the_score() -> None:
    assert similarity("Khan Sarfaraz", "Sarfaraz Khan") == 1


def test_a_name_in_an_unsupported_script_is_unchanged() -> None:
    assert fold("ꯃꯅꯤ") == "ꯃꯅꯤ"


def test_a_husbands_or_fathers_name_is_left_out() -> None:
    assert fold("सोमरी देवी पति बुधु मुंडा") == fold("Somri Devi W/o Budhu Munda") == "somri debi"
    assert fold("पति बुधु मुंडा") == fold("W/o Budhu Munda") == "budu munda"


def test_titles_are_removed_only_before_the_name() -> None:
    assert fold("Km. Sunita Ji") == "sunitaji"
    assert fold("श्री राम कु० महतो जी") == "ram kumar mahto"
    assert fold("राज श्री महतो") == "rajsri mahto"
    assert fold("Hafiz Ansari") == "hafij ansari"


def test_a_name_that_is_only_a_title_is_kept() -> None:
    assert fold("Sushri") in build_lexicon().honorifics


@pytest.mark.parametrize("nothing", ["", "  ", "...", "०"])
def test_empty_names_are_not_similar_to_any_name(nothing: str) -> None:
    assert similarity(nothing, "Birsa") < 0.5
    assert similarity("", nothing) == 0


@given(LETTERS | WORDS | st.text(max_size=20))
def test_fold_and_key_are_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert key(fold(name)) == key(name)


@given(LETTERS, LETTERS)
def test_similarity_is_between_0_and_1_and_symmetric(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == pytest.approx(similarity(other, one))


@pytest.mark.parametrize("number", ["10", "100", "1000", "110", "11", "1", "22", "2"])
def test_digits_are_never_joined(number: str) -> None:
    others = {"10", "100", "1000", "110", "11", "1", "22", "2"} - {number}
    assert fold(f"बड़ा {number} महिला मंडल") == fold(f"Bara {number} Mahila Mandal")
    for compare in (fold, key):
        assert compare(f"बड़ा{number} मंडल") not in {compare(f"बड़ा{other} मंडल") for other in others}
    assert fold(fold(f"बड़ा{number} मंडल")) == fold(f"बड़ा{number} मंडल")
