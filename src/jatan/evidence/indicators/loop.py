"""The annex's indicators of the safe-migration loop, from registration to return.

Separate from the published table, whose numbers they do not change. Open escalations are a current state rather than
a monthly count: see `overdue`.
"""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

# (indicator code, value name)
type Key = tuple[str, str]

_JOURNEYS = Localised(hi="यात्राएँ", en="journeys")


def _persons(name: str, label: Localised, source: str) -> Value:
    return Value(name, label, source, counts="persons")


def _wage(name: str, hi: str, en: str, source: str) -> Value:
    label = Localised(hi=hi, en=en)
    return Value(name, label, source, measure="amount", of="outcomes", is_average=True, counts="persons")


LOOP: tuple[Indicator, ...] = (
    Indicator(
        "registered_before_leaving",
        Localised(hi="जाने से पहले पंजीकरण", en="Registered before leaving"),
        Localised(
            hi="यात्राएँ जाने के दिन से; पंजीकरण उसी दिन या उससे पहले हुआ",
            en="journeys by the day of leaving; registered on that day or before",
        ),
        (
            _persons(
                "before", Localised(hi="पहले से पंजीकृत यात्राएँ", en="journeys registered before"), "leaving_registered"
            ),
            _persons("leaving", Localised(hi="कुल यात्राएँ", en="journeys in all"), "leaving"),
        ),
    ),
    Indicator(
        "counselled",
        Localised(hi="जाने से पहले बातचीत", en="Counselled before leaving"),
        Localised(
            hi="यात्राएँ जाने के दिन से; परामर्श उसी दिन या उससे पहले हुआ",
            en="journeys by the day of leaving; counselling was given on that day or before",
        ),
        (_persons("counselled", Localised(hi="लोगों से बात हुई", en="people counselled"), "leaving_counselled"),),
    ),
    Indicator(
        "heard_from_on_time",
        Localised(hi="समय पर हालचाल मिला", en="Heard from on time"),
        Localised(
            hi="संपर्क तय दिन से; जाने वाले से ही बात हुई, उतने समय में जितना योजना देती है। "
            "जिनका समय अभी चल रहा है, वे भी गिने जाते हैं",
            en="contacts by the day due; the traveller herself was heard from within the time that the plan gives. "
            "Those whose time is still running count as due",
        ),
        (
            _persons("heard", Localised(hi="समय पर हुए संपर्क", en="contacts heard on time"), "contacts_heard"),
            _persons("due", Localised(hi="कुल तय संपर्क", en="contacts due in all"), "contacts"),
        ),
    ),
    Indicator(
        "returned",
        Localised(hi="घर लौटे", en="Came home"),
        Localised(hi="यात्राएँ लौटने के दिन से", en="journeys by the day of coming back"),
        (_persons("returned", _JOURNEYS, "returned"),),
    ),
    Indicator(
        "wage_gap",
        Localised(hi="कही गई और मिली मज़दूरी", en="Wage promised and wage paid"),
        Localised(
            hi="लौटने के दिन से, जहाँ दोनों दर्ज हैं; रुपये प्रति माह",
            en="by the day of coming back, where both are on record; rupees a month",
        ),
        (
            _persons("outcomes", Localised(hi="यात्राएँ जिनमें दोनों दर्ज", en="journeys with both"), "wages_promised"),
            _persons("less", Localised(hi="लोगों को कम मिला", en="people paid less"), "wages_less"),
            _wage("promised", "₹ कहे गए, औसतन", "₹ promised, on average", "wages_promised"),
            _wage("paid", "₹ मिले, औसतन", "₹ paid, on average", "wages_paid"),
        ),
    ),
    Indicator(
        "money_recovered",
        Localised(hi="दिलवाया गया पैसा", en="Money recovered"),
        Localised(
            hi="सहायता केंद्र की समस्याएँ हल होने के दिन से, जिनमें पैसा मिला",
            en="issues of the help desks by the day resolved, where money was recovered",
        ),
        (
            _persons("issues", Localised(hi="समस्याएँ", en="issues"), "recovered"),
            Value(
                "rupees",
                Localised(hi="₹ मिले", en="₹ recovered"),
                "recovered",
                measure="amount",
                of="issues",
                counts="persons",
            ),
        ),
    ),
)

# Indicators that are a share: {code: (part, whole)}.
SHARES: dict[str, tuple[Key, Key]] = {
    "registered_before_leaving": (("registered_before_leaving", "before"), ("registered_before_leaving", "leaving")),
    "counselled": (("counselled", "counselled"), ("registered_before_leaving", "leaving")),
    "heard_from_on_time": (("heard_from_on_time", "heard"), ("heard_from_on_time", "due")),
    "wage_gap": (("wage_gap", "less"), ("wage_gap", "outcomes")),
}
# Shares of a whole that is on record only as far as somebody learnt of it: who left unseen is in no register. Where the
# part is all of it, nothing is known of the others, and no share is given.
KNOWN_BY_CHANCE = frozenset({"registered_before_leaving"})
