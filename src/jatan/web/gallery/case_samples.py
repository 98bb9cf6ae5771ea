"""An invented case file for the gallery: its steps, its entries, the answers of one of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jatan.kernel.localised import Localised as L


@dataclass(frozen=True)
class _Stage:
    label: L
    count: int
    state: str
    is_shown: bool = False
    url: str = "#cases"


@dataclass(frozen=True)
class _Line:
    icon: str
    label: L
    headline: L
    day: dt.date
    by: L
    is_changed: bool = False
    withdrawn: str = ""
    url: str = "#cases"


@dataclass(frozen=True)
class _Answer:
    label: L
    words: L
    is_long: bool = False
    part: L | str = ""


def case_samples() -> dict[str, Any]:
    """`stages`, `lines` and `answers` for the templates of case pages."""
    stages = [
        _Stage(L("पहचान और सहमति", "Getting to know and consent"), 3, "done"),
        _Stage(L("स्थिति को समझना", "Assessment"), 1, "done", is_shown=True),
        _Stage(L("सुरक्षा और योजना", "Safety and plan"), 2, "current"),
        _Stage(L("सेवाएँ और सहारा", "Services and support"), 0, "open"),
        _Stage(L("कानून और अदालत", "Law and court"), 14, ""),
    ]
    worker = L("सुनीता (नमूना)", "Sunita (sample)")
    lines = [
        _Line("activity", L("सुनवाई", "Court day"), L("सत्र न्यायालय", "sessions court"), dt.date(2026, 12, 3), worker),
        _Line("check", L("सहमति", "Consent"), L("काम करें", "case work"), dt.date(2026, 10, 6), worker, is_changed=True),
        _Line("edit", L("टिप्पणी", "Note"), L("घर पर", "At home"), dt.date(2026, 10, 5), worker, withdrawn="x"),
    ]
    answers = [
        _Answer(L("किस बारे में", "About"), L("पहली बातचीत", "First talk"), part=L("बातचीत", "The talk")),
        _Answer(
            L("टिप्पणी", "Note"),
            L("उन्होंने कहा कि कागज़ रख लिए गए।\nवे घर लौटना चाहती हैं।", "The papers were kept.\nShe wants to go home."),
            is_long=True,
        ),
    ]
    return {"stages": stages, "lines": lines, "answers": answers}
