"""Accessibility violations found by axe-core on a page.

Contrast, which takes longer than all other rules together, is checked once for every text style (colour, size and
background), not for every text of that style.
"""

from playwright.sync_api import Page

# preload false: style sheets and media are only needed by rules that are disabled.
_RUN_AXE = """left => axe.run({
    resultTypes: ['violations'], preload: false,
    rules: Object.fromEntries(left.map(rule => [rule, {enabled: false}])),
}).then(found => found.violations)"""
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


def violations(page: Page, judged: set[str]) -> list[str]:
    """Serious and critical violations of an open page into which axe was injected.

    Contrast is skipped if all text styles of the page are in `judged`; those of this page are added to it.
    """
    styles = set(page.evaluate(_TEXT_STYLES))
    found = page.evaluate(_RUN_AXE, [*_MODERATE_RULES, *(["color-contrast"] if styles <= judged else [])])
    judged |= styles
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")
    ]
