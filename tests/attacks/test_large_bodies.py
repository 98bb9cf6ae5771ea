"""Bodies of many megabytes from strangers: 150 MB through the sign-in form filled the temporary folder."""

import http.client
import itertools
import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from jatan.runtime import key_agent
from jatan.web.ui import body_limits
from tests.attacks.conftest import METRICS_TOKEN
from tests.attacks.http_load import TOKEN
from tests.attacks.served_house import ServedHouse
from tests.house.addresses import Address, all_addresses

_SAMPLES = {"uuid": "0198f7a0-0000-7000-8000-000000000000", "int": "1"}
_MB = 2**20


@pytest.fixture(scope="module")
def session(attacked_house: ServedHouse) -> str:
    return attacked_house.sign_in("coordinator@demo.jatan")


def _post(house: ServedHouse, path: str, length: int, *, chunked: bool = False, session: str = "") -> int:
    """Status of a POST of one file of `length` bytes; 0 if the server closed the connection without an answer."""
    return _posted(house, path, length, chunked=chunked, session=session)[0]


def _posted(house: ServedHouse, path: str, length: int, *, chunked: bool, session: str = "") -> tuple[int, int]:
    """As `_post`, and the bytes of the answer: its headers and its page."""
    head = {"Cookie": f"csrftoken={TOKEN}; sessionid={session}", "Referer": f"{house.target.origin}{path}"}
    head |= {"Content-Type": "multipart/form-data; boundary=b", "X-CSRFToken": TOKEN}
    begin, end = b'--b\r\nContent-Disposition: form-data; name="u"; filename="a.xlsx"\r\n\r\n', b"\r\n--b--\r\n"
    file = itertools.chain(itertools.repeat(b"x" * _MB, length // _MB), [b"x" * (length % _MB)])
    if not chunked:
        head["Content-Length"] = str(len(begin) + length + len(end))
    connection = http.client.HTTPConnection("localhost", house.target.port, timeout=60)
    try:
        connection.request("POST", path, itertools.chain([begin], file, [end]), head, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, len(bytes(answer.headers)) + len(answer.read())
    except (BrokenPipeError, ConnectionResetError):
        return 0, 0
    finally:
        connection.close()


def _written(house: ServedHouse) -> int:
    """Bytes that the server's processes have written to files, and answers that they have sent."""
    family = (house.process, *house.process.children(recursive=True))
    # The key agent is closed to other processes of its user.
    asked = [one for one in family if key_agent.MODULE not in one.cmdline()]
    return sum(one.io_counters().write_chars for one in asked)


def _path(address: Address) -> str:
    """A path of this route, with ids that no row has."""
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", address.route).strip("^$").replace("/?", "/")
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda value: _SAMPLES.get(value[1] or "str", "x"), route)


def _files_in_tmp() -> set[Path]:
    folders = {Path("/tmp"), Path(os.environ.get("TMPDIR", "/tmp"))}
    return {path for folder in folders for path in folder.glob("*.upload*")}


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
def test_no_address_takes_a_large_body_from_a_stranger(attacked_house: ServedHouse, chunked: bool) -> None:
    """Every address took whatever came; with a CSRF cookie and its header all of it was parsed and stored."""
    before, written = _files_in_tmp(), _written(attacked_house)
    limits = dict.fromkeys(["/nowhere/", "/static/nothing.js", "/people/new"], body_limits.SIGNED_OUT)
    for address in all_addresses():
        own = getattr(address.view, "body_limit", body_limits.BodyLimit())
        limits[_path(address)] = max(own.signed_out, body_limits.SIGNED_OUT)
    assert len(limits) > 250
    # Rows of phones come without a session: the one address that takes more, and no more than this.
    assert {path for path, limit in limits.items() if limit > body_limits.SIGNED_OUT} == {"/fieldbook/api/rows"}
    assert limits["/fieldbook/api/rows"] == 2 * body_limits.SIGNED_OUT
    answers = {path: _posted(attacked_house, path, limit, chunked=chunked) for path, limit in sorted(limits.items())}
    assert {path: status for path, (status, _size) in answers.items() if status != 413} == {}
    assert _files_in_tmp() <= before
    # The answers alone are more than a megabyte: without them, lines of the log are left, fewer bytes than one body.
    assert _written(attacked_house) - written - sum(size for _status, size in answers.values()) < body_limits.SIGNED_OUT


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
@pytest.mark.parametrize("path", ["/account/sign-in/", "/h/", "/sms/arrived/", f"/cases/{_SAMPLES['uuid']}/papers/"])
def test_150_megabytes_of_a_stranger_are_not_stored(attacked_house: ServedHouse, path: str, chunked: bool) -> None:
    """They were read to the end, and 147 MB of them lay in /tmp."""
    written = _written(attacked_house)
    assert _post(attacked_house, path, 150 * _MB, chunked=chunked) in {0, 413}
    assert _written(attacked_house) - written < _MB


def test_an_invented_session_opens_no_larger_limit(attacked_house: ServedHouse) -> None:
    written = _written(attacked_house)
    assert _post(attacked_house, "/registers/", 3 * _MB, session="x" * 32) == 413
    assert _written(attacked_house) - written < _MB


def test_users_send_forms_of_2_5_and_workbooks_of_60_megabytes(attacked_house: ServedHouse, session: str) -> None:
    """What this rule must not break. 422: the form was read and its answers refused."""
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == body_limits.FORM
    assert _post(attacked_house, "/people/new/", 2 * _MB, session=session) == 422
    assert _post(attacked_house, "/people/new/", 3 * _MB, session=session) == 413
    assert _post(attacked_house, "/registers/", 60 * _MB, session=session) == 422
    assert _post(attacked_house, "/registers/", 60 * _MB, session=session, chunked=True) == 422
    assert _post(attacked_house, "/registers/", 130 * _MB, session=session) in {0, 413}


def test_uploads_in_clear_stay_inside_the_house(attacked_house: ServedHouse, session: str) -> None:
    """Workbooks of staff lay in /tmp while they were read, and stayed there after a power cut."""
    before = _files_in_tmp()
    assert Path(settings.FILE_UPLOAD_TEMP_DIR).name == "uploads"
    assert (attacked_house.home / "uploads").stat().st_mode & 0o777 == 0o700
    written = _written(attacked_house)
    assert _post(attacked_house, "/registers/", 10 * _MB, session=session) == 422
    assert _written(attacked_house) - written > 10 * _MB, "nothing was written: this test would prove nothing"
    assert _files_in_tmp() <= before
    assert list((attacked_house.home / "uploads").iterdir()) == []


def test_the_answer_is_a_page_in_hindi_or_in_the_language_of_the_cookie(attacked_house: ServedHouse) -> None:
    connection = http.client.HTTPConnection("localhost", attacked_house.target.port, timeout=30)
    for cookie, language, words in (
        ("", "hi", "यह बहुत बड़ा है"),
        (f"{settings.LANGUAGE_COOKIE_NAME}=en", "en", "This is too large"),
    ):
        connection.request("POST", "/account/sign-in/", b"x" * 300_000, {"Cookie": cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 413
        assert f'lang="{language}"' in page
        assert words in page
        assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")
        connection.close()


def test_pages_of_both_processes_are_counted_for_prometheus_and_its_address_is_absent_for_others(
    attacked_house: ServedHouse,
) -> None:
    """Each connection goes to one of two processes; whichever is asked knows the pages of both."""

    def get(path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("localhost", attacked_house.target.port, timeout=60)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        status, text = answer.status, answer.read().decode()
        connection.close()
        return status, text

    def counted() -> set[str]:
        status, text = get("/metrics", Authorization=f"Bearer {METRICS_TOKEN}")
        assert status == 200
        return {line for line in text.splitlines() if 'page="no-such' in line or 'page="h/",' in line}

    before = counted()
    for _time in range(20):
        assert get("/h/")[0] == 200
    (after,) = {frozenset(counted()) for _time in range(8)}
    lines = [line for line in after if line.startswith("jatan_requests_total")]
    assert [float(line.split()[-1]) for line in lines if 'status="200"' in line] >= [20.0], (before, after)
    assert get("/metrics")[0] == 404
    assert get("/metrics", Authorization="Bearer of-somebody-else")[0] == 404
