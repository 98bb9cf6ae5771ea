"""The service worker of all pages that work offline or receive alerts: static/service_worker/*.js joined,
after the scripts that the field book's page and its background sending share.

It stands at the root because a script may only serve pages below its own address; each page registers it for its own
part (`/fieldbook/`, `/h/`, `/`), and each part of the script leaves alone what is not its own.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jatan.web import assets
from jatan.web.fieldbook.app import shell_version
from jatan.web.ui.needs import public


@public("a script without any data; browsers fetch it without a session")
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script. `no-cache`: browsers ask each time whether it has changed, so that no phone stays on an old one."""
    script = (
        f'self.jatanVersion="{shell_version()}";\n'
        + assets.joined("fieldbook/shared")
        + assets.joined("service_worker")
    )
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
