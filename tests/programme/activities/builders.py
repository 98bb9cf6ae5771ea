"""Builders of activities for tests; they call the services."""

import datetime as dt
import io
from typing import Any

from PIL import Image

from jatan.foundation.access.actors import Actor
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast


def activity_command(cast: Cast, **answers: Any) -> RecordActivity:
    """A forum meeting in Gumla with eleven people; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "forum_meeting",
        "held_on": dt.date(2023, 2, 14),
        "women": 6,
        "men": 5,
        "topic": "सुरक्षित प्रवास",
    }
    return RecordActivity(**(usual | answers))


def an_activity(by: Actor, cast: Cast, **answers: Any) -> Activity:
    """One recorded activity, written by `by`."""
    return ACTIVITY.record(by=by, command=activity_command(cast, **answers))


def picture(size: tuple[int, int] = (320, 200), image_format: str = "JPEG", **how: Any) -> bytes:
    """The bytes of an image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (180, 90, 40)).save(out, image_format, **how)
    return out.getvalue()
