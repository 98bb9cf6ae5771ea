"""The note of a report about rounded counts of persons."""

from jatan.evidence.indicators.rounding_rule import BASE
from jatan.kernel.localised import Localised, localised_day
from jatan.kernel.periods import Period


def rounding_note(published: Period | None) -> Localised:
    """Which months are counted, and how exactly. `published`: the published whole months inside the report's period."""
    if published is None:
        return Localised(
            hi="लोगों की गिनती पूरे महीनों की दी जाती है, महीना पूरा होने के कुछ दिन बाद। "
            "इस अवधि में ऐसा कोई महीना नहीं है, इसलिए यहाँ लोगों की गिनती नहीं है।",
            en="Counts of persons are given by whole months, some days after a month is over. "
            "This period holds none, so no person is counted here.",
        )
    first, last = localised_day(published.start), localised_day(published.end)
    return Localised(
        hi=f"“लगभग” और “बहुत कम” लोगों की गिनती हैं: पूरे महीनों की ({first.hi} से {last.hi}), हर संस्था और ज़िले के लिए "
        f"{BASE}-{BASE} के अंतर पर, ताकि किसी को पहचाना न जा सके। इसलिए जोड़ थोड़ा अलग हो सकता है।",
        en=f"“About” and “few” count persons: by whole months ({first.en} to {last.en}), rounded to "
        f"{BASE} for each member and district, so that nobody can be recognised. Sums may differ a little.",
    )
