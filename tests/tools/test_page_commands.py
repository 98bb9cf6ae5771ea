"""Commands that are taken out of a documentation page."""

from pathlib import Path

import pytest

from tools.page_commands import PageProblem, blocks_of, script_of

_PAGE = """\
# A page

## First

<!-- fill in -->
```sh
NAME=example     # yours
```

<!-- both machines -->
```sh
echo "$NAME"
```

```json
{"not": "a command"}
```

## Then

<!-- instead of the next -->
```sh
exit 3
```

```sh
cat > file <<EOF
$NAME
EOF
```

<!-- second machine -->
```sh
echo elsewhere
```
"""
_REAL = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-for-real.md"


def test_each_machine_gets_its_own_commands_in_the_order_of_the_page() -> None:
    first = script_of(_PAGE, {"NAME": "mine"})
    assert first.startswith("set -eu\nNAME='mine'\n")
    assert "example" not in first
    assert first.index('echo "$NAME"') < first.index("cat > file")
    assert "exit 3" not in first
    assert "elsewhere" not in first
    second = script_of(_PAGE, {"NAME": "mine"}, second=True)
    assert 'echo "$NAME"' in second
    assert "echo elsewhere" in second
    assert "cat > file" not in second


def test_a_value_that_the_page_does_not_ask_for_or_that_is_missing_is_refused() -> None:
    for values in ({}, {"NAME": "mine", "OTHER": "x"}):
        with pytest.raises(PageProblem):
            script_of(_PAGE, values)


def test_a_mark_that_is_not_known_is_refused() -> None:
    with pytest.raises(PageProblem, match="second machien"):
        blocks_of(_PAGE.replace("second machine", "second machien"))


def test_no_block_of_the_page_is_overlooked() -> None:
    page = _REAL.read_text(encoding="utf-8")
    assert page.count("```sh\n") == len(blocks_of(page))
    assert page.count("<!--") == sum(bool(block.mark) for block in blocks_of(page))
    assert len(blocks_of(page)) > 15
