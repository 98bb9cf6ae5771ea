"""The text of a printed page, as a reader can search and copy it.

Read by poppler: pypdf reads Latin letters, but not the shaped Hindi. Without poppler the test is skipped: what needs no
PDF stands before.
"""

import subprocess

import pytest

from tools import system_packages


def text_of(pdf: bytes, *words: str) -> str:
    """The text of all sheets, spaces and line ends as pdftotext writes them; `words` are options for it."""
    program = system_packages.POPPLER.program()
    if program is None:
        pytest.skip("SKIPPED LOUDLY: there is no pdftotext on this machine")
    return subprocess.run([program, *words, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def words_of(pdf: bytes, *words: str) -> str:
    """The text with single spaces."""
    return " ".join(text_of(pdf, *words).split())
