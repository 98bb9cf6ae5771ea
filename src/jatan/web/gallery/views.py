"""The gallery: public, with invented content only. A house of real records has none."""

import functools
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from jatan.web.gallery import samples
from jatan.web.gallery.case_samples import case_samples
from jatan.web.gallery.forms import EveryFieldForm, FilterForm
from jatan.web.ui.needs import public

_WRONG = {"name": "", "held_on": "31/02/2023", "women": "-३", "sex": "x", "phone": "12"}


def _in_the_demo(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 outside the demo: strangers learn nothing there, and need not try."""

    @functools.wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        if not settings.JATAN_DEMO:
            raise Http404
        return view(request)

    return shown


@public("shows the components with invented content")
@_in_the_demo
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery. `?language=en`: in English, `?part=`: one part only, `?digits=1`: Devanagari digits."""
    language = "en" if request.GET.get("language") == "en" else "hi"
    with translation.override(language):
        shown = {
            "is_hindi": language == "hi",
            "part": request.GET.get("part", ""),
            "devanagari_digits": request.GET.get("digits") == "1",
            "form": EveryFieldForm(),
            "broken": EveryFieldForm(_WRONG),
            "narrow": FilterForm(request.GET or None),
            "stats": samples.stats(),
            "meetings": samples.table_of_meetings(),
            "members": samples.table_of_members(),
            "timeline": samples.timeline(),
            "steps": samples.steps(),
            "facts": samples.records(),
            **samples.pictures(),
            **case_samples(),
        }
        return render(request, "gallery/gallery.html", shown)


@public("invented places for the gallery's type-ahead")
@_in_the_demo
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Sample response of the place suggestion endpoint, as an HTML list."""
    names = [("तोरपा", "खूँटी"), ("Torpa", "Khunti"), ("तोपचांची", "धनबाद")]
    text = request.GET.get("q", "").casefold()
    found = [pair for pair in names if pair[0].casefold().startswith(text)]
    return render(request, "gallery/places.html", {"places": found})
