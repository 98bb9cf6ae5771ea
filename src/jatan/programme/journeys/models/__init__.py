"""Models of journeys: the journey and its party, the conversation before it, the outcome after it."""

from jatan.programme.journeys.models.attachment import Attachment
from jatan.programme.journeys.models.conversation import Action, Answer, Counselling, HardStopCheck, Trigger
from jatan.programme.journeys.models.draft import Draft
from jatan.programme.journeys.models.journey import Companion, Journey, Party
from jatan.programme.journeys.models.outcome import Outcome, Pass

__all__ = [
    "Action",
    "Answer",
    "Attachment",
    "Companion",
    "Counselling",
    "Draft",
    "HardStopCheck",
    "Journey",
    "Outcome",
    "Party",
    "Pass",
    "Trigger",
]
