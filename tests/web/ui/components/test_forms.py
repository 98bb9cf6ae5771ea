"""`{{ form }}` renders label, help text, error and control of each field, and the error summary links to fields."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from jatan.kernel import clock
from jatan.web.gallery.forms import EveryFieldForm
from jatan.web.ui.components.fields import CountField, DayField, PhoneField
from jatan.web.ui.components.forms import errors_of

GOOD = {
    "name": "गुलाब",
    "held_on": "१२/०३/२०२२",
    "place": "तोरपा",
    "women": "१,२३४",
    "sex": "f",
    "phone": "+91 98765 43210",
}


def test_every_input_has_a_label_and_every_label_an_input() -> None:
    html = str(EveryFieldForm())
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html))
    spoken = set(
        re.findall(r'<input(?=[^>]* aria-label=)[^>]* id="([^"]+)"', html)
    )  # the time input of an InstantInput
    assert ids - spoken == set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert spoken == {"id_hearing_1"}
    assert len(ids) >= 13


def test_digits_of_either_script_and_grouped_numbers_are_read() -> None:
    form = EveryFieldForm(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_on"] == dt.date(2022, 3, 12)
    assert form.cleaned_data["women"] == 1234
    assert form.cleaned_data["phone"] == "9876543210"


def test_days_and_counts_are_never_inputs_that_refuse_devanagari() -> None:
    html = str(EveryFieldForm())
    assert 'type="number"' not in html
    assert 'type="date"' not in html
    assert html.count('inputmode="numeric"') == 5  # DayInput, CountInput, MoneyInput, and both inputs of InstantInput


def test_what_was_typed_comes_back_with_its_error() -> None:
    html = str(EveryFieldForm({**GOOD, "held_on": "31/02/2023", "women": "बहुत"}))
    assert 'value="31/02/2023"' in html
    assert 'value="बहुत"' in html
    assert html.count('aria-invalid="true"') == 2
    assert "id_held_on_error" in re.search(r'<input[^>]*name="held_on"[^>]*>', html)[0]  # type: ignore[index]


def test_the_summary_leads_to_each_wrong_field_and_comes_first() -> None:
    form = EveryFieldForm({**GOOD, "held_on": "", "sex": ""})
    assert [anchor for anchor, _ in errors_of(form)] == ["id_held_on", "id_sex_0"]
    html = str(form)
    assert html.index('href="#id_sex_0"') < html.index('id="id_sex_0"')
    assert "data-focus" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "alert" not in str(EveryFieldForm())
    assert "alert" not in str(EveryFieldForm(GOOD))


def test_a_missing_value_has_our_own_error_message() -> None:
    with translation.override("en"):
        errors = EveryFieldForm({}).errors
        assert errors["name"] == ["This is needed. Please fill it in."]
        assert EveryFieldForm({**GOOD, "sex": "x"}).errors["sex"] == ["Please choose from the list."]


def test_submitted_values_are_escaped() -> None:
    assert "<script>" not in str(EveryFieldForm({**GOOD, "name": "<script>alert(1)</script>", "women": "<script>"}))


@pytest.mark.parametrize(("text", "code"), [("31/02/2023", "no_such_date"), ("कल", "unreadable")])
def test_a_day_says_why_it_was_not_read(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DayField().clean(text)
    assert caught.value.code == code


def test_an_unreadable_day_says_how_days_are_written() -> None:
    with clock.frozen_at(dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)), translation.override("hi"):
        with pytest.raises(ValidationError) as caught:
            DayField().clean("अगले हफ़्ते")
        assert "28-11-2026" in caught.value.message
        assert "28 नव" in caught.value.message


@pytest.mark.parametrize(
    ("ahead", "written", "buttons"),
    [
        (True, dt.date(2027, 1, 5), "आज:0|आने वाला कल:1|परसों:2"),
        (False, dt.date(2026, 1, 5), "आज:0|बीता कल:-1"),
    ],
)
def test_a_day_ahead_is_read_and_offered_ahead(ahead: bool, written: dt.date, buttons: str) -> None:
    with clock.frozen_at(dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)), translation.override("hi"):
        field = DayField(ahead=ahead)
        assert field.clean("५/१") == written
        assert field.widget.buttons == buttons


def test_every_day_on_a_page_has_its_buttons() -> None:
    html = str(EveryFieldForm())
    assert html.count("<day-field") > 1
    assert html.count("<day-field") == len(re.findall(r'<day-field data-days="[^"]+:0\|[^"]+:-?1', html))


def test_an_empty_optional_field_is_none_and_never_zero() -> None:
    assert CountField(required=False).clean("") is None
    assert DayField(required=False).clean("") is None
    assert PhoneField(required=False).clean("") == ""


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        CountField().clean("-३")
    assert caught.value.code == "negative_number"


def test_a_day_is_shown_again_as_it_is_written_on_paper() -> None:
    assert 'value="12/03/2022"' in str(EveryFieldForm(initial={"held_on": dt.date(2022, 3, 12)}))
