"""Accessibility violations found by axe-core on a page.

Contrast, which takes longer than all other rules together, is checked once for every text style (colour, size and
background), not for every text of that style. What stands around the main part (masthead, menu, foot: four fifths of
the elements of most pages) is checked once in each of its forms, the main part on every page.
"""

from playwright.sync_api import Page

# All elements that neither hold the main part nor stand in it.
_FRAME = """() => {
    const parts = [];
    for (let one = document.querySelector("main"); one && one !== document.body; one = one.parentElement)
        parts.push(...[...one.parentElement.children].filter(other => other !== one));
    return parts;
}"""
# What is written there, but for where its links and forms lead to.
_WORDS_OF_FRAME = """() => (FRAME)().map(one => one.outerHTML).join("").replace(
    / (href|action|value|nonce|content)="[^"]*"/g, " $1")""".replace("FRAME", _FRAME)
# preload false: style sheets and media are only needed by rules that are disabled.
_RUN_AXE = """([left, isFrameLeft]) => axe.run({exclude: isFrameLeft ? (FRAME)() : []}, {
    resultTypes: ['violations'], preload: false,
    rules: Object.fromEntries(left.map(rule => [rule, {enabled: false}])),
}).then(found => found.violations)""".replace("FRAME", _FRAME)
# Rules of at most moderate impact: they are not reported here, and take a third of the remaining time.
_MODERATE_RULES = (
    "region",
    "landmark-unique",
    "landmark-banner-is-top-level",
    "landmark-contentinfo-is-top-level",
    "landmark-main-is-top-level",
    "landmark-one-main",
    "landmark-no-duplicate-banner",
    "landmark-no-duplicate-contentinfo",
    "landmark-no-duplicate-main",
    "landmark-complementary-is-top-level",
    "page-has-heading-one",
    "heading-order",
    "empty-heading",
    "skip-link",
    "presentation-role-conflict",
)
# Every style in which something is written: colour, size, weight, and what is behind it.
_TEXT_STYLES = """() => {
    const behind = new Map([[null, '']]);
    const ground = one => {
        if (!behind.has(one)) {
            const its = getComputedStyle(one);
            const own = [its.backgroundColor, its.backgroundImage, its.opacity, its.position, its.filter].join(' ');
            const hides = its.backgroundColor.startsWith('rgb(') && its.opacity === '1' && its.position === 'static';
            behind.set(one, hides ? own : own + ' / ' + ground(one.parentElement));
        }
        return behind.get(one);
    };
    const says = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const styles = new Set();
    for (const one of document.body.querySelectorAll('*'))
        if (says(one) || one.matches('input, select, textarea')) {
            const its = getComputedStyle(one);
            styles.add([its.color, its.fontSize, its.fontWeight, its.textShadow, ground(one)].join(' | '));
        }
    return [...styles];
}"""

# Asked together: each question to the browser costs as much as a tenth of a page.
_STYLES_AND_FRAME = f"() => [({_TEXT_STYLES})(), ({_WORDS_OF_FRAME})()]"


def violations(page: Page, judged: set[str]) -> list[str]:
    """Serious and critical violations of an open page into which axe was injected.

    Contrast is skipped if all text styles of the page are in `judged`, and what stands around its main part if that is
    there too; those of this page are added to it.
    """
    styles, frame = page.evaluate(_STYLES_AND_FRAME)
    is_contrast_left = judged.issuperset(styles)
    left = [*_MODERATE_RULES, *(["color-contrast"] if is_contrast_left else [])]
    found = page.evaluate(_RUN_AXE, [left, is_contrast_left and frame in judged])
    judged |= {*styles, frame}
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")
    ]
