"""Settings of the user: language and digits. Both are stored with the account."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.web.ui.form_page import next_page
from jatan.web.ui.needs import StaffRequest, needs, public


@public("the language can also be chosen on the sign-in page")
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language and go back to the page."""
    answer = django_set_language(request)
    code = request.POST.get("language", "")
    if isinstance(request.user, Account) and code in ("hi", "en"):
        Account.objects.filter(pk=request.user.pk).update(language=code)
    return answer


@needs(Permission.HOME_SEE)
def set_digits(request: StaffRequest) -> HttpResponseBase:
    """Change the digits and go back to the page."""
    if request.method == "POST":
        wanted = request.POST.get("devanagari") == "1"
        Account.objects.filter(pk=request.account.pk).update(uses_devanagari_digits=wanted)
    return redirect(next_page(request))
