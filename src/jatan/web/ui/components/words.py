"""What a component may be given to say: a text, a translated text, or a name that is kept in both languages."""

from django.utils.functional import Promise

from jatan.kernel.localised import Localised

__all__ = ["Words"]

type Words = str | Promise | Localised
