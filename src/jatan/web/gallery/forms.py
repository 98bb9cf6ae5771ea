"""A form with every kind of field, for the gallery and for the tests of the renderer."""

from typing import Any

from django import forms

from jatan.kernel.localised import Localised
from jatan.web.ui.components.fields import CountField, DayField, PhoneField
from jatan.web.ui.components.widgets import (
    CompactRadios,
    InstantInput,
    MoneyInput,
    PhotographInput,
    PlaceInput,
    StackedRadios,
)

_THEMES = [
    ("safe", Localised("सुरक्षित प्रवास", "Safe migration")),
    ("covid", Localised("कोविड से बचाव", "COVID-19")),
    ("rights", Localised("मज़दूरों के अधिकार और न्यूनतम मज़दूरी", "Labour rights and the minimum wage")),
]
_ANSWERS = [
    ("yes", Localised("हाँ", "Yes")),
    ("no", Localised("नहीं", "No")),
    ("unknown", Localised("पता नहीं", "Does not know")),
    ("declined", Localised("नहीं बताना", "Does not want to say")),
]
_SEXES = [("f", Localised("महिला", "Woman")), ("m", Localised("पुरुष", "Man")), ("t", Localised("अन्य", "Other"))]


class EveryFieldForm(forms.Form):
    """Labels follow the active language when the form is made."""

    name = forms.CharField()
    held_on = DayField()
    place = forms.CharField(widget=PlaceInput(source="/gallery/places/"))
    women = CountField()
    phone = PhoneField(required=False)
    hearing = forms.CharField(widget=InstantInput, required=False, initial="12/03/2027 10:30")
    claimed = forms.IntegerField(widget=MoneyInput, required=False, initial=150_000)
    theme = forms.ChoiceField(choices=_THEMES, required=False)
    sex = forms.ChoiceField(choices=_SEXES, widget=forms.RadioSelect)
    how = forms.ChoiceField(choices=_THEMES, widget=StackedRadios, required=False)
    asked = forms.ChoiceField(choices=_ANSWERS, widget=CompactRadios, required=False)
    topics = forms.MultipleChoiceField(choices=_THEMES, widget=forms.CheckboxSelectMultiple, required=False)
    told = forms.BooleanField(required=False)
    notes = forms.CharField(widget=forms.Textarea, required=False)
    photograph = forms.FileField(required=False, widget=PhotographInput)
    locked = forms.CharField(required=False, disabled=True, initial="KHU-0042")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in _WORDS.items():
            self.fields[name].label = label.in_language()
            self.fields[name].help_text = hint.in_language() if hint else ""


class FilterForm(forms.Form):
    """A filter bar."""

    q = forms.CharField(required=False)
    since = DayField(required=False)
    theme = forms.ChoiceField(choices=_THEMES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = Localised("नाम या गाँव", "Name or village").in_language()
        self.fields["since"].label = Localised("कब से", "Since").in_language()
        self.fields["theme"].label = Localised("विषय", "Topic").in_language()


_L = Localised
_WORDS: dict[str, tuple[Localised, Localised | None]] = {
    "name": (
        _L("समूह का नाम", "Name of the group"),
        _L("जैसा लोग बोलते हैं, किसी भी लिपि में", "As people say it, in either script"),
    ),
    "held_on": (_L("बैठक कब हुई?", "When was the meeting?"), None),
    "place": (
        _L("प्रखंड या गाँव", "Block or village"),
        _L("दो अक्षर लिखें, सूची आ जाएगी", "Type two letters, a list appears"),
    ),
    "women": (_L("कितनी महिलाएँ आईं?", "How many women came?"), None),
    "phone": (_L("फ़ोन नंबर", "Telephone"), _L("10 अंक", "10 digits")),
    "hearing": (_L("सुनवाई कब है?", "When is the hearing?"), None),
    "claimed": (_L("कितना माँगा?", "How much was claimed?"), _L("पूरे रुपये", "Whole rupees")),
    "theme": (_L("अभियान", "Campaign"), None),
    "sex": (_L("लिंग", "Sex"), None),
    "how": (_L("किस बारे में बात हुई?", "What was it about?"), _L("एक चुनें", "Choose one")),
    "asked": (_L("क्या काम और मज़दूरी की बात लिखकर रखी है?", "Are work and wage kept in writing?"), None),
    "topics": (_L("और क्या बताया गया?", "What else was told?"), None),
    "told": (_L("जाने से पहले पंजीकरण की बात बताई", "Told about registration before leaving"), None),
    "notes": (_L("क्या तय हुआ?", "What was decided?"), None),
    "photograph": (_L("फ़ोटो", "Photograph"), _L("JPG या PNG, 5 MB तक", "JPG or PNG, up to 5 MB")),
    "locked": (_L("कोड", "Code"), None),
}
