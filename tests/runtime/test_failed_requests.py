"""An exception that a request raises past Django is logged without its message, and none reaches the web server."""

import logging
import traceback
from collections.abc import Iterable, Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from jatan.runtime import failed_requests
from jatan.runtime.failed_requests import RequestFailed
from jatan.runtime.logs import PrivacyFormatter

_WORD = "सुनीता"


def _fails() -> Iterable[bytes]:
    raise ValueError(_WORD)


def _pieces() -> Iterator[bytes]:
    yield b"first"
    raise ValueError(_WORD)


def _is_wordless(failed: pytest.ExceptionInfo[RequestFailed], caplog: pytest.LogCaptureFixture) -> None:
    assert _WORD not in "".join(traceback.format_exception(failed.value))
    (record,) = caplog.records
    line = PrivacyFormatter("%(message)s").format(record)
    assert _WORD not in line
    assert "builtins.ValueError" in line


def test_an_exception_before_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(RequestFailed) as failed:
        failed_requests.answer(_fails)
    _is_wordless(failed, caplog)


def test_an_exception_within_a_streamed_answer(caplog: pytest.LogCaptureFixture) -> None:
    stream = iter(failed_requests.answer(lambda: StreamingHttpResponse(_pieces())))
    assert next(stream) == b"first"
    with caplog.at_level(logging.ERROR), pytest.raises(RequestFailed) as failed:
        next(stream)
    _is_wordless(failed, caplog)


def test_a_whole_answer_and_a_stream_pass_unchanged_and_are_closed() -> None:
    page = HttpResponse(b"page")
    assert failed_requests.answer(lambda: page) is page
    streamed = StreamingHttpResponse([b"a", b"b"])
    answer = failed_requests.answer(lambda: streamed)
    assert list(answer) == [b"a", b"b"]
    answer.close()  # type: ignore[attr-defined]
    assert streamed.closed
