"""The type of texts in components: a str, a lazy translation, or a name stored in both languages."""

from django.utils.functional import Promise

from jatan.kernel.localised import Localised

type Text = str | Promise | Localised
