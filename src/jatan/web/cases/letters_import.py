"""Upload a file of another organisation: its records become sealed letters to our own team."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.files import is_locked
from jatan.programme.cases.sharing.file_import import seal_import
from jatan.programme.cases.writers import require_team
from jatan.web.cases.referral_forms import UploadForm
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_LARGEST: Final = 20 * 1024 * 1024
_UNLOCKED: Final = gettext_lazy(
    "This file was not locked: whoever carried it could read it. Delete it from phone, computer and mail, and ask for"
    " a locked one next time."
)


@takes_files(_LARGEST, in_memory=True)
@needs_keys
@needs(Permission.CASES_RECORD)
def case_import(request: StaffRequest) -> HttpResponseBase:
    """Upload a file. Its records become cases only when accepted."""
    require_team(request.actor)
    # Before the keys are used: the page that asks for the passphrase again cannot keep the file.
    request.carries_file = request.method == "POST"
    keyring = request.keyring
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > _LARGEST:
                raise Problem("unreadable", _("This file is too large."), field="file")
            upload = {"passphrase": form.cleaned_data["passphrase"], "source": form.cleaned_data["source"]}
            content = file.read()
            letters = seal_import(by=request.actor, keyring=keyring, content=content, **upload)
        except Problem as problem:
            form.show(problem)
        else:
            messages.success(request, _("The file is open. Look at it before you take it in."))
            if not is_locked(content):
                messages.warning(request, _UNLOCKED)
            return redirect("case_letter", letters[0].pk) if len(letters) == 1 else redirect("case_letters")
    return render(request, "cases/letters_import.html", {"form": form}, status=422 if form.errors else 200)
