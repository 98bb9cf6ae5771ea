"""The script for browsers has the tables that its functions ask for."""

import json
import re

from jatan_names import version
from jatan_names.browser_script import browser_script


def test_every_table_is_used_and_every_table_used_is_there() -> None:
    script = browser_script()
    asked = set(re.findall(r"\bT\.(\w+)", script)) | {"honorific", "surname"}
    assert asked == set(re.findall(r'^"(\w+)": ', script, flags=re.M))


def test_it_says_the_version_of_the_shipped_lexicon() -> None:
    assert f'"version": {json.dumps(version())},' in browser_script()


def test_no_letter_of_it_is_invisible() -> None:
    assert not re.search(r"[\u0080-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\ufeff]", browser_script())
