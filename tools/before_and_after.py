"""Pictures of twenty screens of two versions side by side, for `docs/explanation/before-and-after.md`.

Two demos run, the earlier version on one port and this one on another, each in a home of its own:

    .venv/bin/python -m tools.before_and_after http://localhost:8731 http://localhost:8732 [NAME...]

Each picture has the earlier screen on the left. A phone of 360 px shows its first two screens, a desk of 1280 × 800 its
first one, at half its size. What the whole page measures on a phone is printed as the rows of the table in that page.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools import system_packages

FOLDER: Final = Path(__file__).parents[1] / "docs/images/before-and-after"
COORDINATOR, FIELD_WORKER, DESK = "समन्वयक, ", "फ़ील्ड कार्यकर्ता, ", "सहायता केंद्र कार्यकर्ता, "
PHONE, DESKTOP = (360, 1480), (1280, 800)
GAP: Final = 16


@dataclass(frozen=True)
class Screen:
    """One screen. `path`: of the earlier version and of this one, if they differ; "*" is the first record of the list
    before it; `part`: whose demo account opens it, "" for nobody's."""

    name: str
    path: str
    part: str = COORDINATOR
    now: str = ""


SCREENS: Final = (
    Screen("today", "/"),
    Screen("today-field", "/", FIELD_WORKER),
    Screen("menu", "/people/#menu"),
    Screen("record", "/record/"),
    Screen("people", "/people/"),
    Screen("person", "/people/*"),
    Screen("journeys", "/journeys/"),
    Screen("journey", "/journeys/*"),
    Screen("late-departure", "/journeys/new/"),
    Screen("contacts", "/contacts/", FIELD_WORKER),
    Screen("issues", "/issues/", DESK),
    Screen("issue-new", "/issues/new/", DESK),
    Screen("group", "/groups/*"),
    Screen("meeting", "/groups/*meeting/"),
    Screen("registers", "/registers/"),
    Screen("overview", "/overview/"),
    Screen("report", "/reports/account/", now="/reports/"),
    Screen("ways", "/reports/corridors/"),
    Screen("laws", "/laws/"),
    Screen("help", "/h/", ""),
)


def main(earlier: str, now: str, *names: str) -> None:
    """Take the pictures of these screens anew, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as run:
        chromium = run.chromium.launch(executable_path=system_packages.CHROMIUM.program(), args=["--no-sandbox"])
        for screen in (one for one in SCREENS if one.name in names or not names):
            heights = []
            for width, height in (PHONE, DESKTOP):
                shots = []
                for address, path in ((earlier, screen.path), (now, screen.now or screen.path)):
                    file = FOLDER / f"{screen.name}.png"
                    heights.append(_shoot(chromium, address, path, screen.part, (width, height), file))
                    shots.append(Image.open(file).convert("RGB"))
                    file.unlink()
                _beside(shots, 1 if width == PHONE[0] else 0.5).save(
                    FOLDER / f"{screen.name}-{width}.webp", quality=45, method=6
                )
            sys.stdout.write(f"| {screen.name} | {heights[0]:,} | {heights[1]:,} |\n")
        chromium.close()


def _shoot(chromium: Browser, address: str, path: str, part: str, size: tuple[int, int], file: Path) -> int:
    """Write the upper part of the page to the file; the height of the whole page in px."""
    width, height = size
    screen_height = 740 if width == PHONE[0] else height
    context = chromium.new_context(
        viewport={"width": width, "height": screen_height}, locale="hi-IN", base_url=address, bypass_csp=True
    )
    page = context.new_page()
    page.goto("/")
    if part:
        page.locator(f'main form button[aria-label^="{part}"]').first.click()
        page.wait_for_load_state()
    page.goto(_address(page, path))
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    page.add_style_tag(content=".thumb-bar { display: none !important; }")  # else it stands in the middle
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(whole, height)})
    context.close()
    return whole


def _address(page: Page, path: str) -> str:
    """The path with its `*` replaced by the first record of the list."""
    listed, star, rest = path.partition("*")
    if not star:
        return path
    page.goto(listed)
    record = re.compile(rf"^{re.escape(listed)}[0-9a-f-]{{36}}/$")
    links = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    return next(link for link in links if record.match(link)) + rest


def _beside(shots: list[Image.Image], scale: float) -> Image.Image:
    """The pictures side by side, each at this scale."""
    small = [
        shot.resize((round(shot.width * scale), round(shot.height * scale)), Image.Resampling.LANCZOS) for shot in shots
    ]
    picture = Image.new("RGB", (sum(one.width for one in small) + GAP, max(one.height for one in small)), "#fff")
    picture.paste(small[0], (0, 0))
    picture.paste(small[1], (small[0].width + GAP, 0))
    return picture


if __name__ == "__main__":
    main(*sys.argv[1:])
