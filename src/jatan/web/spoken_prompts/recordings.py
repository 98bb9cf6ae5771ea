"""The recordings, for everybody: phones and the help page load them without an account."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.selectors import find_recording
from jatan.programme.spoken_prompts.services import FOLDER
from jatan.web.ui.attachments import stored_content
from jatan.web.ui.needs import public

# Sent as sound and with `nosniff`: whatever else were in such a file, a browser tries to play it and nothing more.
_TYPES = {"mp3": "audio/mpeg", "mp4": "audio/mp4", "ogg": "audio/ogg", "webm": "audio/webm"}
_FOR_EVER = "public, max-age=31536000, immutable"


@public("questions that are read out; nobody is named in them")
@require_safe
def recording(request: HttpRequest, code: str, language: str, digest: str) -> HttpResponseBase:
    """One recording. Its address names its bytes, so it never changes; 404 once it was withdrawn."""
    try:
        row = find_recording(code, language, digest)
    except SpokenPrompt.DoesNotExist as missing:
        raise Http404 from missing
    response = FileResponse(stored_content(row, folder=FOLDER), content_type=_TYPES[row.format])
    response.headers["Cache-Control"] = _FOR_EVER
    return response
