"""Bundle static/css and static/js into one stylesheet and three scripts: few requests on 2G, no JavaScript tool chain.

The colours stand once, in static/tokens.css. Sheets that are served alone (the help page, the public pages, the field
book) are built with those of them that they name.

The script of every page is js/*.js. What only form fields need (js/fields) is asked for by the fields themselves, what
only pages of open keys need (js/cases) by those.

Called before `collectstatic` and by tests; fast enough to run at every start. The output folder is not in git.
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
PARTS = ("cases", "fields")
# {sheet below static/built: its source}, each with the colours that it names.
SHEETS = {"help.css": "help/help.css", "public.css": "public/public.css"}
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(r"^ *--([a-z0-9-]+): .*;\n", re.MULTILINE)


def build() -> tuple[Path, Path]:
    """Write all bundles below static/built and return the paths of app.css and app.js.

    Unchanged files keep their time stamp.
    """
    built = STATIC / "built"
    built.mkdir(exist_ok=True)
    for part in PARTS:
        _write(built / f"{part}.js", script(part))
    for name, source in SHEETS.items():
        _write(built / name, sheet(source))
    return _write(built / "app.css", stylesheet()), _write(built / "app.js", script())


def stylesheet() -> str:
    """All css/*.css joined in order of their names, and the colours; minified (no comments, no needless whitespace)."""
    parts = [path.read_text("utf-8") for path in sorted((STATIC / "css").glob("*.css"))]
    return squeezed("\n".join([*parts, f"@layer tokens {{ {colours()} }}"]))


def sheet(source: str) -> str:
    """One sheet below static, before it the colours that it names; without layers, for old browsers."""
    text = (STATIC / source).read_text("utf-8")
    named = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    return squeezed(_COLOUR.sub(lambda line: line[0] if line[1] in named else "", colours()) + text)


def colours() -> str:
    """tokens.css: every colour of the house, for light and dark."""
    return (STATIC / "tokens.css").read_text("utf-8")


def squeezed(source: str) -> str:
    """CSS without comments and needless whitespace."""
    pieces = _QUOTED.split(_COMMENT.sub("", source))
    # Odd pieces are quoted strings: those stay unchanged.
    return "".join(piece if number % 2 else _minified(piece) for number, piece in enumerate(pieces)).strip()


def script(part: str = "") -> str:
    """All scripts of js/ or of its folder `part`, joined; comment lines and indents dropped.

    Each has its own block scope, so that no name is shared.
    """
    return joined(f"js/{part}")


def joined(folder: str) -> str:
    """The scripts of one folder below static, as `script` joins those of js/."""
    sources = (path.read_text("utf-8") for path in sorted((STATIC / folder).glob("*.js")))
    return "".join(f"{{\n{_without_comments(source)}\n}}\n" for source in sources)


def _minified(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    # A space before a colon matters in a selector ("a :hover"), one before "(" in a media query: both stay.
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return re.sub(r": (?=\S)", ":", css).replace(";}", "}")


def _without_comments(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _write(path: Path, text: str) -> Path:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
    return path
