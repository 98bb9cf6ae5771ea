"""A synthetic population for `bench persons`: names in two scripts with realistic frequencies and typing errors.

Names come from the repository's own vector file (spellings included) and from stems and endings put together, so that
a block has both namesakes and near-namesakes. No person behind any of them.
"""

import csv
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path
from typing import NamedTuple

from jatan.programme.people import keys
from jatan_names import names as folding

VECTORS = Path(__file__).parent.parent / "packages" / "names" / "tests" / "data" / "name_vectors.csv"
GIVEN_KINDS = {"men", "women", "muslim", "christian"}
STEMS = (
    ("सु", "Su"), ("अ", "A"), ("बि", "Bi"), ("मं", "Man"), ("रा", "Ra"), ("ल", "La"), ("पु", "Pu"), ("जी", "Jee"),
    ("को", "Ko"), ("दे", "De"), ("ना", "Na"), ("फू", "Phoo"), ("शा", "Sha"), ("गु", "Gu"), ("बा", "Ba"), ("की", "Kee"),
    ("हे", "He"), ("चा", "Cha"), ("से", "Se"), ("मी", "Mee"), ("टे", "Te"), ("झा", "Jha"), ("ओ", "O"), ("ई", "Ee"),
)  # fmt: skip
ENDINGS = (
    ("नीता", "nita"), ("मित्रा", "mitra"), ("शीला", "sheela"), ("रमन", "raman"), ("लमनी", "lmani"), ("गरी", "gri"),
    ("खदेव", "khdev"), ("सन्ती", "santi"), ("ंदनी", "ndni"), ("रजीत", "rjeet"), ("मेश", "mesh"), ("केश", "kesh"),
    ("दीप", "deep"), ("बीर", "bir"), ("तवारी", "twari"), ("जीत", "jit"), ("लो", "lo"), ("रसी", "rsi"), ("धनी", "dhni"),
    ("वती", "wati"), ("नेश", "nesh"), ("कल", "kal"), ("गाई", "gai"), ("ठिया", "thia"), ("ड़का", "rka"), ("यमणि", "ymani"),
)  # fmt: skip
HEADS = ("साल", "महुआ", "जाम", "डुमर", "केंद", "पलाश", "बरगा", "कुसुम", "अंबा", "सरना", "बेल", "करम", "नावा", "पुरना")
TAILS = ("टोली", "डीह", "बेड़ा", "टाँड़", "पुर", "गाड़ा", "बाड़ी", "कोचा", "गुटू", "सोकरा")
LATIN = {"साल": "Sal", "महुआ": "Mahua", "जाम": "Jam", "डुमर": "Dumar", "केंद": "Kend", "पलाश": "Palash",
         "बरगा": "Barga", "कुसुम": "Kusum", "अंबा": "Amba", "सरना": "Sarna", "बेल": "Bel", "करम": "Karam",
         "नावा": "Nawa", "पुरना": "Purna", "टोली": "toli", "डीह": "dih", "बेड़ा": "bera", "टाँड़": "tanr", "पुर": "pur",
         "गाड़ा": "gara", "बाड़ी": "bari", "कोचा": "kocha", "गुटू": "gutu", "सोकरा": "sokra"}  # fmt: skip

type Written = tuple[str, tuple[str, ...]]


class Somebody(NamedTuple):
    """One invented record and the two names behind it."""

    id: uuid.UUID
    given: Written
    family: Written
    father: Written
    village: Written
    script: str
    birth_year: int
    sex: str
    phone: str


class Names:
    """The pool of names, each as often as its rank allows (Zipf, flattened at the top)."""

    def __init__(self) -> None:
        spelt: dict[str, dict[str, list[str]]] = {"given": defaultdict(list), "family": defaultdict(list)}
        with VECTORS.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                kind = "given" if row["community"] in GIVEN_KINDS and _is_given(row["latin"]) else "family"
                if row["same_key"] == "yes" and " " not in row["devanagari"] + row["latin"]:
                    spelt[kind][row["devanagari"]].append(row["latin"])
        made = [(a[0] + b[0], (a[1] + b[1],)) for a, b in product(STEMS, ENDINGS)]
        random.Random(3).shuffle(made)
        self.given = [(hindi, tuple(latin)) for hindi, latin in spelt["given"].items()] + made
        self.family = [(hindi, tuple(latin)) for hindi, latin in spelt["family"].items()]
        random.Random(4).shuffle(self.family)
        self.villages = [(a + b, (LATIN[a] + LATIN[b],)) for a, b in product(HEADS, TAILS)]
        self._given = list(accumulate(1 / (rank + 25) for rank in range(len(self.given))))
        self._family = list(accumulate(1 / (rank + 6) for rank in range(len(self.family))))

    def people(self, rng: random.Random, count: int, first: int, villages: list[Written]) -> Iterator[Somebody]:
        """So many people of one block; the order of ids is the order of birth of the records."""
        givens = rng.choices(self.given, cum_weights=self._given, k=count)
        fathers = rng.choices(self.given, cum_weights=self._given, k=count)
        families = rng.choices(self.family, cum_weights=self._family, k=count)
        for at in range(count):
            key = uuid.UUID(int=(0x0190 << 112) | (7 << 76) | (2 << 62) | (first + at))
            phone = f"{rng.randrange(6 * 10**9, 10**10)}" if rng.random() < 0.6 else ""
            yield Somebody(
                key, givens[at], families[at], fathers[at], rng.choice(villages),
                "hi" if rng.random() < 0.55 else "en", rng.randint(1955, 2012), "fm"[at % 2], phone,
            )  # fmt: skip


def _is_given(word: str) -> bool:
    """Neither a known surname, which folding moves to the end, nor what everybody is called (Md, Sheikh)."""
    return keys.given_word(folding.fold(f"{word} Zzz").split()) != folding.fold("Zzz")


def write(name: Written, script: str, rng: random.Random) -> str:
    """The name as some hand writes it."""
    return name[0] if script == "hi" else rng.choice(name[1])


def slipped(text: str, rng: random.Random) -> str:
    """One slip: a letter or sign left out, doubled in a wrong one, swapped or mistaken. Never the first letter."""
    alphabet = "कगचजतदनपबमरलसहािीुूेो" if not text.isascii() else "abcdeghijklmnoprstuy"
    spots = [at for at in range(1, len(text)) if text[at] != " " and text[at - 1] != " "]
    at, kind = rng.choice(spots), rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + rng.choice(alphabet) + text[at:]
    if kind == 2 and at + 1 < len(text) and text[at + 1] != " ":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice(alphabet) + text[at + 1 :]
