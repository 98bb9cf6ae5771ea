"""Indicators of the booklet: stories and editions printed."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

_STORIES = Indicator(
    "stories_printed",
    Localised(hi="छपी कहानियाँ", en="Stories printed"),
    Localised(hi="पहली बार छपने के दिन से", en="by the day each was first printed"),
    (Value("stories", Localised(hi="कहानियाँ", en="stories"), "stories", counts="acts"),),
)
_EDITIONS = Indicator(
    "editions_printed",
    Localised(hi="पुस्तिका के अंक", en="Editions of the booklet"),
    Localised(hi="अंक के दिन से", en="by the day of the edition"),
    (Value("editions", Localised(hi="अंक", en="editions"), "editions", counts="acts"),),
)

BOOKLET: tuple[Indicator, ...] = (_STORIES, _EDITIONS)
