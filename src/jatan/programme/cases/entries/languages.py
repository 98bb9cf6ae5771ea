"""Languages to choose from: those of Jharkhand and of the places where its people work.

Codes are ISO 639-2 where that list has the language, else ISO 639-3 (Mundari, Ho, Kharia, Sadri, Kurmali) or our own
(Khortha). `exchange.of_person` maps the others to the group that ISO 639-2 has for them.
"""

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.fields import Choice

LANGUAGES: tuple[Choice, ...] = (
    ("hin", _("Hindi")),
    ("sat", _("Santali")),
    ("unr", _("Mundari")),
    ("hoc", _("Ho")),
    ("kru", _("Kurukh")),
    ("khr", _("Kharia")),
    ("sck", _("Nagpuri or Sadri")),
    ("khortha", _("Khortha")),
    ("kyw", _("Kurmali")),
    ("ben", _("Bengali")),
    ("ori", _("Odia")),
    ("urd", _("Urdu")),
    ("bho", _("Bhojpuri")),
    ("mag", _("Magahi")),
    ("mai", _("Maithili")),
    ("nep", _("Nepali")),
    ("asm", _("Assamese")),
    ("tel", _("Telugu")),
    ("tam", _("Tamil")),
    ("kan", _("Kannada")),
    ("mal", _("Malayalam")),
    ("mar", _("Marathi")),
    ("guj", _("Gujarati")),
    ("pan", _("Punjabi")),
    ("eng", _("English")),
)
