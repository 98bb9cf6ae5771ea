"""The house's addresses and one more: a page for new cases, whatever the case area is like today."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jatan.web.needs import public
from jatan.web.urls import urlpatterns as house


@public("stands for a page in a test")
def _new(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("sealed/new/", _new, name="case_new"), *house]
handler404 = "jatan.web.errors.not_found"
