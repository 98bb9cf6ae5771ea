"""Indicators of the library: materials that were tried and approved, and copies given out."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

__all__ = ["LIBRARY"]

_APPROVED = Indicator(
    "iec_approved",
    Localised(hi="बनी और परखी हुई सामग्री", en="Information material made, tried and approved"),
    Localised(hi="मंज़ूरी के दिन से; हर भाषा और संस्करण अलग", en="by the day approved; each language and version by itself"),
    (Value("materials", Localised(hi="सामग्री", en="materials"), "materials_approved", "iec", counts="acts"),),
)
_COPIES = Indicator(
    "copies_given",
    Localised(hi="बाँटी गई सामग्री", en="Material given out"),
    Localised(hi="बाँटने के दिन से", en="by the day given out"),
    (
        Value("times", Localised(hi="बार", en="times"), "stock_lines", "given", counts="acts"),
        Value("copies", Localised(hi="प्रतियाँ", en="copies"), "stock_lines", "given", "amount", counts="acts"),
    ),
)

LIBRARY: tuple[Indicator, ...] = (_APPROVED, _COPIES)
