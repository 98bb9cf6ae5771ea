"""Reports as the studio could make them, drawn by a seed: every block, short and long, with numbers and with words."""

import csv
import datetime as dt
import functools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from jatan.evidence.atlas.svg_paths import Window, boundaries
from jatan.evidence.indicators.absences import Absence
from jatan.evidence.studio import blocks
from jatan.evidence.studio.blocks import Block, Cell, Part, Points, Report
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period

__all__ = ["COMBINATIONS", "Shape", "full_report", "sample"]

_WINDOW: Final = Window(west=83.25, south=21.9, east=88.05, north=25.4, width=480)
_YEARS: Final = ("2021–22", "2022–23", "2023–24")
_LANDS: Final = (
    (Localised(hi="दिल्ली", en="Delhi"), 40.0, 4.0),
    (Localised(hi="मुंबई, महाराष्ट्र", en="Mumbai, Maharashtra"), 4.0, 330.0),
    (Localised(hi="तमिलनाडु", en="Tamil Nadu"), 250.0, 380.0),
    (Localised(hi="पश्चिम बंगाल", en="West Bengal"), 474.0, 240.0),
)
_LONG: Final = (
    Localised(
        hi="ग्रामीण महिला सशक्तिकरण एवं बाल अधिकार संरक्षण समिति, सिमडेगा",
        en="Society for Rural Women's Rights and Protection of Childhood",
    ),
    Localised(
        hi="आदिवासी युवा प्रशिक्षण तथा सुरक्षित पलायन सहायता संस्थान, गुमला",
        en="Institute for Youth Training and Safe Migration, West Singhbhum",
    ),
    # One word without a place to part it.
    Localised(
        hi="महिलासशक्तिकरणएवंबालअधिकारसंरक्षणसमितिझारखंड", en="Mahilasashaktikaranevambaladhikarsanrakshansamitijharkhand"
    ),
)


@dataclass(frozen=True)
class Shape:
    """What one report of the forty is like. `numbers`: usual, huge or words; `names`: of the members."""

    language: str
    members: int
    parts: str
    numbers: str
    names: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.language}-{self.members}-{self.parts}-{self.numbers}-{self.names}-{self.seed}"


def _combinations() -> list[Shape]:
    pick = random.Random(29)
    fixed = [
        Shape("hi", 13, "all", "usual", "usual", 1),
        Shape("en", 13, "all", "usual", "long", 2),
        Shape("hi", 13, "all", "huge", "long", 3),
        Shape("en", 1, "all", "words", "long", 4),
        Shape("hi", 0, "empty", "words", "usual", 5),
        Shape("en", 0, "empty", "words", "usual", 6),
        Shape("hi", 1, "four", "usual", "long", 7),
        Shape("en", 13, "four", "huge", "long", 8),
    ]
    drawn = [
        Shape(
            pick.choice(["hi", "en"]),
            pick.choice([1, 2, 5, 13, 13, 20]),
            pick.choice(["all", "all", "four", "some", "some", "one"]),
            pick.choice(["usual", "usual", "huge", "words", "mixed"]),
            pick.choice(["usual", "long"]),
            seed,
        )
        for seed in range(len(fixed) + 1, 41)
    ]
    return fixed + drawn


COMBINATIONS: Final = _combinations()


def sample(shape: Shape) -> Report:
    """The report of this shape: the same one each time."""
    return _Maker(shape).report()


def full_report(language: str) -> Report:
    """All parts with the figures of a usual network of thirteen members: what the reviewer's sheet shows."""
    return sample(Shape(language, 13, "all", "usual", "usual", 1))


@functools.cache
def _districts() -> list[tuple[str, Localised]]:
    text = (files("jatan.foundation.places") / "facts" / "districts.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["census2011_code"] in boundaries().districts]
    return [(row["census2011_code"], Localised(hi=row["name_hi"], en=row["name_en"])) for row in rows]


class _Maker:
    """Writes one report. Every text stands here in both languages, because no catalogue knows these sentences."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.pick = random.Random(shape.seed)
        self.is_hindi = shape.language == "hi"

    def say(self, hi: str, en: str) -> str:
        return hi if self.is_hindi else en

    def number(self, most: int = 20_000) -> Cell:
        kind = self.shape.numbers
        if kind == "mixed":
            kind = self.pick.choice(["usual", "huge", "words"])
        if kind == "words":
            absence = self.pick.choice([Absence.FEW, Absence.NOT_YET, Absence.NOT_RECORDED, Absence.NOT_TOLD])
            return absence.words.hi if self.is_hindi else absence.words.en
        if kind == "huge":
            return self.pick.randrange(1_00_00_000, 99_99_99_999)
        return self.pick.randrange(most // 20, most)

    def points(self, labels: Sequence[str] = _YEARS, most: int = 20_000) -> Points:
        return tuple((label, self.number(most)) for label in labels)

    def members(self) -> list[str]:
        if self.shape.names == "long":
            names = [_LONG[place % len(_LONG)] for place in range(self.shape.members)]
            return [f"{name.hi if self.is_hindi else name.en}"[:60] for name in names]
        districts = [name for _code, name in _districts()][: self.shape.members]
        return [self.say(f"सदस्य संस्था, {name.hi}", f"Member in {name.en}") for name in districts]

    def figure(self, hi: str, en: str, unit_hi: str, unit_en: str, *years: int) -> blocks.Figure:
        """`years`: its numbers in a usual network, by year."""
        most = sum(years)
        number = most if self.shape.numbers == "usual" else self.number()
        has_change = isinstance(number, int)
        return blocks.Figure(
            label=self.say(hi, en),
            unit=self.say(unit_hi, unit_en),
            number=number,
            before=most * 100 // 113 if has_change else "",
            change=self.say("पहले से 13 % ज़्यादा", "13 % more than before") if has_change else "",
            points=tuple(zip(_YEARS, years, strict=True)) if self.shape.numbers == "usual" else self.points(),
            counted=self.say("सभा के दिन से गिना", "counted by the day of the meeting"),
        )

    def some_figures(self) -> list[blocks.Figure]:
        return [
            self.figure("जागरूकता कार्यक्रम", "Awareness programmes", "लोग आए", "people came", 15_458, 15_639, 17_468),
            self.figure(
                "प्रवासी मंचों की बैठकें", "Meetings of migrant forums", "लोग आए", "people came", 7_236, 6_504, 6_736
            ),
            self.figure("सूचना केंद्रों पर सुलझे मामले", "Solved at information centres", "समस्याएँ", "problems", 402, 431, 443),
            self.figure(
                "नियमित सहयोग के साथ", "Accompanied with regular follow-up", "पीड़ित", "survivors", 131, 150, 159
            ),
            self.figure(
                "सरकारी योजनाओं से जुड़े", "Linked to schemes of the government", "लोग", "people", 1_890, 2_030, 2_185
            ),
            self.figure(
                "महिला, किशोरी और युवा समूह",
                "Groups of women, girls and young people",
                "सदस्य",
                "members",
                9_640,
                10_310,
                10_652,
            ),
        ]

    def report(self) -> Report:
        makers = self.makers()
        chosen = {
            "all": list(makers),
            "four": ["year", "where", "members", "method"],
            "some": [code for code in makers if self.pick.random() < 0.5] or ["year"],
            "one": [self.pick.choice(list(makers))],
            "empty": ["words", "method"],
        }[self.shape.parts]
        return Report(
            language=self.shape.language,
            title=self.say("काम का ब्योरा", "Account of the work"),
            network=self.say("झारखंड एंटी ट्रैफ़िकिंग नेटवर्क", "Jharkhand Anti Trafficking Network"),
            subject=self.members()[0] if self.shape.members == 1 else "",
            about=self.say("सुरक्षित पलायन", "Safe migration") if self.shape.seed % 2 else "",
            members=tuple(self.members()),
            days=Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31)),
            period=self.say("1 अप्रैल 2021 – 31 मार्च 2024", "1 April 2021 – 31 March 2024"),
            compared=self.say("1 अप्रैल 2018 – 31 मार्च 2021", "1 April 2018 – 31 March 2021"),
            parts=tuple(Part(code, *makers[code]()) for code in chosen),
            counted_at=dt.datetime(2024, 4, 6, 4, 30, tzinfo=dt.UTC),
            address="https://jatan.example.org/reports/?period=2021-04-01–2024-03-31",
            fingerprint="7F3A 91C2",
        )

    def makers(self) -> dict[str, Callable[[], tuple[str, tuple[Block, ...]]]]:
        return {
            "words": self.words,
            "year": self.year,
            "goals": self.goals,
            "where": self.where,
            "before": self.before,
            "way": self.way,
            "home": self.home,
            "cases": self.cases,
            "villages": self.villages,
            "allies": self.allies,
            "story": self.story,
            "capacity": self.capacity,
            "members": self.side_by_side,
            "money": self.money,
            "grant": self.grant,
            "hard": self.hard,
            "method": self.method,
            "annex": self.annex,
        }

    def words(self) -> tuple[str, tuple[Block, ...]]:
        text = self.say(
            "तीन साल में हमने गाँव-गाँव जाकर लोगों से बात की। जहाँ मंच मज़बूत हुए, वहाँ लोग जाने से पहले पूछने आए, और जो "
            "लौटे, उन्होंने दूसरों को समझाया।\n\n"
            "सबसे कठिन रहा मज़दूरी का हिसाब: काग़ज़ बिना दावा लंबा चलता है।",
            "In three years we went from village to village. Where forums grew strong, people asked before they left, "
            "and those who came home explained it.\n\nHardest were the wages: a claim without papers takes long.",
        )
        return self.say("हमारे शब्दों में साल", "The years in our own words"), (blocks.Words(text, "account.year"),)

    def year(self) -> tuple[str, tuple[Block, ...]]:
        figures = self.some_figures()[: self.pick.choice([6, 6, 5, 4])]
        return (
            self.say(
                "48,565 लोग 912 कार्यक्रमों में आए; पाकुड़ और गोड्डा सबसे आगे रहे",
                "48,565 people came to 912 programmes; Pakur and Godda reached most",
            ),
            (blocks.Figures(tuple(figures)),),
        )

    def goals(self) -> tuple[str, tuple[Block, ...]]:
        missed = self.say(
            "लक्ष्य से कम: 2022 की बरसात में दो महीने गाँव तक रास्ता बंद रहा।",
            "Missed: in the rains of 2022 the ways to the villages were closed for two months.",
        )
        goals = tuple(
            blocks.Goal(one.label, one.unit, target, one.number, missed if target in (450, 7_500) else "")
            for target, one in zip((45_000, 20_000, 1_200, 450, 7_500), self.some_figures()[:5], strict=True)
        )
        return self.say("पाँच में से तीन लक्ष्य पूरे हुए", "Three of five targets were met"), (blocks.Goals(goals),)

    def where(self) -> tuple[str, tuple[Block, ...]]:
        shapes = self.shapes()
        ways = tuple(
            blocks.Way(shape.name, land.hi if self.is_hindi else land.en, self.number(900), x, y)
            for shape in shapes[::4]
            for land, x, y in _LANDS
            if self.pick.random() < 0.6
        )
        most = sorted(shapes, key=lambda shape: -shape.number if isinstance(shape.number, int) else 1)
        names = [shape.name for shape in most[:2]]
        title = self.say(f"सबसे ज़्यादा लोग {names[0]} और {names[1]} में आए", f"Most came in {names[0]} and {names[1]}")
        rows = tuple((shape.name, shape.number, self.number(40)) for shape in most if shape.number != "")[:10]
        headings = (self.say("ज़िला", "District"), self.say("लोग आए", "People came"), self.say("मंच", "Forums"))
        return title, (
            blocks.Map(
                title=self.say(
                    "ज़िलों में कितने लोग आए, और लोग कहाँ जाते हैं", "How many came by district, and where people go"
                ),
                unit=self.say("कार्यक्रमों में आए लोग", "people who came to programmes"),
                size=(_WINDOW.width, round(_WINDOW.height, 1)),
                shapes=shapes,
                ways=ways,
                credit=self.say("सीमाएँ: भारतीय सर्वेक्षण, सरल की गईं।", "Boundaries: Survey of India, simplified."),
            ),
            blocks.Table(self.say("दस ज़िले", "Ten districts"), headings, rows, (False, True, True)),
        )

    def shapes(self) -> tuple[blocks.Shape, ...]:
        known = boundaries()
        found = []
        for code, name in _districts():
            rings = known.districts[code]
            x, y = _middle(max(rings, key=len), known.unit)
            number = self.number(12_000) if self.pick.random() < 0.6 else ""
            label = name.hi if self.is_hindi else name.en
            found.append(blocks.Shape(code, label, _WINDOW.path(rings, known.unit), x, y, number))
        return tuple(found)

    def before(self) -> tuple[str, tuple[Block, ...]]:
        return (
            self.say("ज़्यादा लोग जाने से पहले नाम लिखवाते हैं", "More people register before they leave"),
            (
                blocks.Bars(
                    self.say("कहाँ नाम लिखा गया", "Where they were registered"),
                    self.say("लोग", "people"),
                    tuple((one.label, one.number) for one in self.some_figures()),
                ),
                blocks.Note(
                    self.say("जिनका पता बाद में चला, वे अलग गिने गए हैं।", "Those learnt of later are counted apart.")
                ),
            ),
        )

    def way(self) -> tuple[str, tuple[Block, ...]]:
        return (
            self.say("रास्ते में और वहाँ पहुँचकर भी बात होती रही", "We stayed in touch on the way and there"),
            (blocks.Lines(tuple(self.some_figures()[:4])),),
        )

    def home(self) -> tuple[str, tuple[Block, ...]]:
        quarters = [f"{year} Q{place}" for year in range(2021, 2024) for place in range(1, 5)]
        figures = [replace(one, points=self.points(quarters, 4000)) for one in self.some_figures()[:3]]
        return (
            self.say("घर लौटने पर आधी मज़दूरी हाथ में आई", "Half of the wages reached their hands"),
            (blocks.Series(self.say("तिमाही से तिमाही", "Quarter by quarter"), tuple(figures)),),
        )

    def cases(self) -> tuple[str, tuple[Block, ...]]:
        one = self.figure("चल रहे मामले", "Cases open", "मामले", "cases", 40, 52, 59)
        note = self.say(
            "मामले मोटे तौर पर गिने जाते हैं, ताकि किसी को पहचाना न जा सके।",
            "Cases are counted coarsely, so that nobody can be recognised.",
        )
        return self.say("मामले धीरे आगे बढ़ते हैं", "Cases move slowly"), (blocks.Figures((one,)), blocks.Note(note))

    def villages(self) -> tuple[str, tuple[Block, ...]]:
        return (
            self.say("छह तरह के काम, तीन साल", "Six circles of work, three years each"),
            (blocks.Series(self.say("साल दर साल", "Year by year"), tuple(self.some_figures())),),
        )

    def allies(self) -> tuple[str, tuple[Block, ...]]:
        items = tuple(
            blocks.Item(
                self.say(f"ज़िला बाल संरक्षण इकाई, {name.hi}", f"District Child Protection Unit, {name.en}"),
                self.say(
                    "वादा पूरा हुआ: हर महीने बैठक, 3 मई 2023 से", "Promise kept: a meeting every month since 3 May 2023"
                ),
            )
            for _code, name in _districts()[:7]
        )
        return self.say("सात में से पाँच वादे पूरे हुए", "Five of seven promises were kept"), (
            blocks.Items(self.say("वादे", "Promises"), items),
        )

    def story(self) -> tuple[str, tuple[Block, ...]]:
        paragraph = self.say(
            "मैं सत्रह साल की थी जब एक दीदी ने शहर में काम की बात की। मंच में मैंने सुना था कि जाने से पहले पता और "
            "पगार पूछते हैं। मैंने पूछा। वह जवाब नहीं दे पाई। मैं नहीं गई। बाद में हम तीन लड़कियों ने सिलाई सीखी।",
            "I was seventeen when a woman spoke of work in the city. In the forum I had heard that one asks for "
            "the address and the wage. I asked. She had no answer. I did not go. Later two other girls asked "
            "me, and the three of us learnt to sew.",
        )
        return self.say("“मैंने पूछा। वह जवाब नहीं दे पाई।”", "“I asked. She had no answer.”"), (
            blocks.Story(
                self.say("पूछने की हिम्मत", "The courage to ask"),
                "\n\n".join([paragraph] * self.pick.choice([2, 4, 7])),
                self.say("मई 2023, उसकी हाँ के साथ। नाम नहीं दिया गया।", "May 2023, with her yes. No name is given."),
            ),
        )

    def capacity(self) -> tuple[str, tuple[Block, ...]]:
        headings = (self.say("प्रशिक्षण", "Training"), self.say("किसके लिए", "For whom"), self.say("लोग", "People"))
        rows = tuple(
            (
                one.label,
                self.say("मंच के अगुआ और सूचना केंद्र के कार्यकर्ता", "leaders of forums and workers of centres"),
                one.number,
            )
            for one in self.some_figures()
        )
        total = (self.say("कुल", "Total"), "", self.number())
        return self.say("जो सिखाया गया, वह काम आया", "What was taught was used"), (
            blocks.Table(
                "", headings, rows, (False, False, True), total, self.say("“लगभग”: पाँच तक गोल।", "“About”: to five.")
            ),
        )

    def side_by_side(self) -> tuple[str, tuple[Block, ...]]:
        measures = tuple(
            blocks.Measure(one.label, one.unit, self.pick.choice([None, 4000, 9000])) for one in self.some_figures()[:5]
        )
        rows = tuple((name, tuple(self.number() for _one in measures)) for name in self.members())
        return self.say("हर सदस्य अपना हिस्सा उठाता है", "Every member carries its part, in its own mix"), (
            blocks.Members(self.say("सदस्य साथ-साथ", "Members side by side"), measures, rows),
        )

    def money(self) -> tuple[str, tuple[Block, ...]]:
        figures = tuple(self.some_figures()[:2])
        return self.say("जो वसूला गया और जो हाथ में आया", "What was recovered, and what reached them"), (
            blocks.Figures(figures),
            blocks.Words(self.say("तीन दावे अब भी अदालत में हैं।", "Three claims are still in court.")),
        )

    def grant(self) -> tuple[str, tuple[Block, ...]]:
        says = self.say("दो गाँवों में मंच देर से बना, पर अब नियमित है।", "In two villages the forum began late and now meets.")
        lines = tuple(
            blocks.FrameLine(
                objective=self.say(
                    f"उद्देश्य {place // 2 + 1}: सुरक्षित पलायन", f"Objective {place // 2 + 1}: safe migration"
                ),
                indicator=one.label,
                unit=one.unit,
                baseline=self.number(300),
                target=self.number(),
                achieved=one.number,
                due=dt.date(2024, 3, 31) if place % 3 else None,
                says=says if place % 2 else "",
            )
            for place, one in enumerate(self.some_figures())
        )
        return self.say("अनुदान: छह में से चार संकेतक पूरे", "The grant: four of six indicators reached"), (
            blocks.Frame(lines),
        )

    def hard(self) -> tuple[str, tuple[Block, ...]]:
        text = self.say(
            "तीन ज़िलों में दफ़्तर का काम छह महीने रुका रहा, क्योंकि लोग बदल गए। आगे हर ज़िले में दो लोग यह काम जानेंगे।",
            "In three districts office work stood for six months, as people had changed. Two will know it now.",
        )
        return self.say("क्या कठिन रहा, आगे क्या", "What was hard, what comes next"), (blocks.Words(text, "account.hard"),)

    def method(self) -> tuple[str, tuple[Block, ...]]:
        months = tuple(dt.date(2021 + (place + 3) // 12, (place + 3) % 12 + 1, 1) for place in range(36))
        rows = tuple(
            (name, tuple(None if place < 2 else self.pick.random() < 0.95 for place in range(36)))
            for name in self.members()
        )
        notes = [
            self.say(
                "सब सदस्यों के अपने रजिस्टरों से गिना गया है। जो दो बार आया, वह दो बार गिना गया।",
                "All is counted from the members' own registers, by the day it was held. Who came twice counts twice.",
            ),
            self.say(
                "लोगों की संख्या पाँच तक गोल की गई है, ताकि घटाकर किसी तक न पहुँचा जा सके।",
                "Numbers of persons are rounded to five, so that nobody is found by subtraction.",
            ),
            self.say("दर्ज नहीं: रास्ते के संपर्क, 2021 में।", "Not recorded: contacts on the way, in 2021."),
        ]
        strips = (blocks.Strips(self.say("रजिस्टर कब आए", "When the registers came"), months, rows),) if rows else ()
        return self.say("कैसे गिना, और क्या पता नहीं", "How it was counted, and what is not known"), (
            *map(blocks.Note, notes),
            *strips,
        )

    def annex(self) -> tuple[str, tuple[Block, ...]]:
        figures = self.some_figures()
        headings = (self.say("सदस्य", "Member"), *(one.label for one in figures), self.say("कुल", "Total"))
        rows = tuple((name, *(self.number() for _heading in headings[1:])) for name in self.members())
        total = (self.say("नेटवर्क", "Network"), *(self.number() for _heading in headings[1:]))
        return self.say("सभी संख्याएँ", "All figures"), (
            blocks.Table(self.say("सदस्य के हिसाब से", "By member"), headings, rows, (False,) + (True,) * 7, total),
        )


def _middle(ring: Sequence[int], unit: float) -> tuple[float, float]:
    """The middle of a ring of steps, in the map's units."""
    lon = lat = 0
    points = []
    for east, north in zip(ring[::2], ring[1::2], strict=True):
        lon, lat = lon + east, lat + north
        points.append(_WINDOW.point(lat * unit, lon * unit))
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)
