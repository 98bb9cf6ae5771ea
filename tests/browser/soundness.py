"""What axe-core finds on a page. Contrast, which costs it more than all other rules together, is looked at for every
look a text can have (its colour, its size, what lies behind it), and not again for each text that looks the same.
"""

from playwright.sync_api import Page

# Sheets and films are not fetched again: only rules that are switched off would look at them.
_CHECKED = """left => axe.run({
    resultTypes: ['violations'], preload: false,
    rules: Object.fromEntries(left.map(rule => [rule, {enabled: false}])),
}).then(found => found.violations)"""
# What these find is at most moderate: it was never asked about, and costs a third of what is left.
_UNSERIOUS = (
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
_LOOKS = """() => {
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
    const looks = new Set();
    for (const one of document.body.querySelectorAll('*'))
        if (says(one) || one.matches('input, select, textarea')) {
            const its = getComputedStyle(one);
            looks.add([its.color, its.fontSize, its.fontWeight, its.textShadow, ground(one)].join(' | '));
        }
    return [...looks];
}"""


def violations(page: Page, judged: set[str]) -> list[str]:
    """Serious and critical faults of an open page into which axe was put.

    Contrast is left out where all looks of the page are among `judged`; those of this page are added.
    """
    looks = set(page.evaluate(_LOOKS))
    found = page.evaluate(_CHECKED, [*_UNSERIOUS, *(["color-contrast"] if looks <= judged else [])])
    judged |= looks
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")
    ]
