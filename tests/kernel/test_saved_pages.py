"""Saved web pages: what is one, and that only text is left of it."""

import pytest

from jatan.kernel.saved_pages import is_saved_page, readable_text

HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>ज़िले में परामर्श</title><style>p{}</style>
<script>alert("x")</script></head><body onload="steal()"><h1>महिला कानूनों पर परामर्श</h1>
<p>गुमला, 12 नवंबर। <b>50</b> लोग शामिल हुए।</p><noscript><img src=x></noscript><iframe src="http://x">अंदर</iframe></body></html>"""
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nSubject: =?utf-8?B?4KSq4KSw?=\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--xyz"\r\n\r\n'
    b"----xyz\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><body><p>=E0=A4=96=E0=A4=AC=E0=A4=B0</p><script>x</script></body></html>\r\n----xyz\r\n"
    b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n----xyz--\r\n"
)


def test_the_text_and_title_of_a_page_are_kept_and_nothing_that_could_act() -> None:
    text = readable_text(HTML.encode())
    assert text.splitlines() == ["ज़िले में परामर्श", "महिला कानूनों पर परामर्श", "गुमला, 12 नवंबर। 50 लोग शामिल हुए।"]


def test_a_page_saved_by_a_telephone_is_read() -> None:
    assert is_saved_page(MHTML[:512])
    assert readable_text(MHTML) == "खबर"


@pytest.mark.parametrize(
    ("head", "is_page"),
    [
        (b"<!doctype html><html>", True),
        (b"\xef\xbb\xbf\n <HTML lang=hi>", True),
        (b"<!-- saved from url=(0020)https://example.org -->\n<html>", True),
        (b"<svg onload=x>", False),
        (b"Subject: hello\r\n\r\nplain letter", False),
        (b"%PDF-1.4", False),
        (b"", False),
    ],
)
def test_what_is_a_saved_page(head: bytes, is_page: bool) -> None:
    assert is_saved_page(head) is is_page


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"<!doctype html>" + b"<div>" * 50_000,
        b"<html><head><script>" + b"x" * 100_000,
        b"<html>" + b"&#x;&#99999999999;" * 1000,
        b"<html><![CDATA[" * 1000,
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n"
        b"Content-Type: text/html; charset=no-such\r\n\r\n<p>\xff",
    ],
    ids=["empty", "deep", "unclosed script", "bad entities", "cdata", "unknown charset"],
)
def test_a_broken_page_breaks_nothing(content: bytes) -> None:
    assert "\x00" not in readable_text(content)


def test_the_text_has_a_bound() -> None:
    assert len(readable_text(b"<html><body><p>" + "क".encode() * 400_000)) == 200_000
