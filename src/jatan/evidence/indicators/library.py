"""Indicators of the library: materials that were tried and approved or entered as ready, and copies given out."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

_APPROVED = Indicator(
    "iec_approved",
    Localised(hi="बनी और परखी हुई सामग्री", en="Information material made, tried and approved"),
    Localised(hi="मंज़ूरी के दिन से; हर भाषा और संस्करण अलग", en="by the day approved; each language and version by itself"),
    (
        Value("materials", Localised(hi="सामग्री", en="materials"), "materials_approved", "iec", counts="acts"),
        Value("others", Localised(hi="और चीज़ें", en="booklets, films and others"), "others_approved", counts="acts"),
    ),
)
_READY = Indicator(
    "ready_material",
    Localised(hi="बनी-बनाई सामग्री", en="Material entered as ready"),
    Localised(
        hi="छपने के दिन से; जिसका दिन नहीं लिखा, वह दर्ज होने के दिन से",
        en="by the day published; where no day is written, by the day entered",
    ),
    (
        Value("materials", Localised(hi="सामग्री", en="materials"), "materials_ready", counts="acts"),
        Value("undated", Localised(hi="बिना तारीख की सामग्री", en="without a day"), "materials_undated", counts="acts"),
    ),
)
_COPIES = Indicator(
    "copies_given",
    Localised(hi="बाँटी गई सामग्री", en="Material given out"),
    Localised(hi="बाँटने के दिन से", en="by the day given out"),
    (
        Value("times", Localised(hi="बाँटने के मौके", en="times given out"), "stock_lines", "given", counts="acts"),
        Value("copies", Localised(hi="प्रतियाँ", en="copies"), "stock_lines", "given", "amount", counts="acts"),
    ),
)

LIBRARY: tuple[Indicator, ...] = (_APPROVED, _READY, _COPIES)
