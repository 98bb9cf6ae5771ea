"""The photographs of a printed report, read from their records and made as small as paper needs."""

import uuid
from typing import Any, Final

from django.utils.formats import date_format

from jatan.evidence.studio.blocks import Photographs
from jatan.kernel.pictures import clean_picture
from jatan.programme.activities.models import Photograph as Record

# 85 mm, half the width of the text, at 300 points an inch.
_LONGEST_SIDE: Final = 1000


def photographs_as_print(block: Photographs) -> list[dict[str, Any]]:
    """Bytes, caption and credit of each photograph that whoever is acting reaches; one query a photograph.

    One whose record or file is gone since the report was chosen has no bytes: its words stay.
    """
    return [
        {
            "content": list(_content(one.organisation, one.id)),
            "caption": one.caption,
            "credit": one.credit,
            "day": date_format(one.day, "j E Y") if one.day else "",
        }
        for one in block.photographs
    ]


def _content(organisation: uuid.UUID, id: uuid.UUID) -> bytes:
    record = Record.objects.filter(organisation=organisation, id=id).first()
    if record is None:
        return b""
    try:
        with record.file as opened:
            return clean_picture(opened.read(), longest_side=_LONGEST_SIDE).content
    except FileNotFoundError:
        return b""
