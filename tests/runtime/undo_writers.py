"""Program: colleagues who record meetings in one office, one after another each, until it is told to end.

Arguments: code of the organisation, topic of the meetings, how many colleagues, a file that ends them when it is there.
Prints, as JSON, the seconds that each act took, and what failed.
"""

import datetime as dt
import json
import sys
import threading
import time
from pathlib import Path
from typing import Final

from jatan.runtime.startup import setup_django

setup_django()  # before anything that has models

from django.db import connection  # noqa: E402

from jatan.foundation.access.actors import importer_for  # noqa: E402
from jatan.foundation.access.walls import acting_as  # noqa: E402
from jatan.foundation.network.models import Organisation  # noqa: E402
from jatan.foundation.places.models import Place  # noqa: E402
from jatan.programme.activities.commands import RecordActivity  # noqa: E402
from jatan.programme.activities.services import ACTIVITY  # noqa: E402

_PAUSE: Final = 1.0  # between two acts of a colleague


class _Office:
    """Where all of them write; `took` and `failed` are what they found."""

    def __init__(self, code: str, topic: str, end: Path) -> None:
        self._organisation = Organisation.objects.get(code=code)
        self._block = Place.objects.get(name_en="Basia", level="block")
        self._topic, self._end = topic, end
        self.took: list[float] = []
        self.failed: list[str] = []

    def work(self, number: int) -> None:
        day = dt.date(2023, 5, 1) + dt.timedelta(days=number)
        try:
            while not self._end.exists():
                begun = time.monotonic()
                with acting_as(importer_for(self._organisation.id)) as by:
                    command = RecordActivity(
                        organisation=self._organisation.id,
                        place=self._block,
                        kind="forum_meeting",
                        held_on=day,
                        women=3,
                        men=2,
                        topic=self._topic,
                    )
                    ACTIVITY.record(by=by, command=command)
                self.took.append(time.monotonic() - begun)
                time.sleep(_PAUSE)
        except Exception as trouble:
            self.failed.append(f"{type(trouble).__name__}: {trouble}"[:200])
        finally:
            connection.close()


def main() -> None:
    """Let them work."""
    office = _Office(sys.argv[1], sys.argv[2], Path(sys.argv[4]))
    working = [threading.Thread(target=office.work, args=(number,)) for number in range(int(sys.argv[3]))]
    for one in working:
        one.start()
    for one in working:
        one.join()
    json.dump({"took": office.took, "failed": office.failed}, sys.stdout)


if __name__ == "__main__":
    main()
