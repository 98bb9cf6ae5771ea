"""What each process of the web server loads: the application, and what goes on beside the requests."""

import sys
import threading
from typing import Final

from django.db import connections
from django.utils.module_loading import import_string

from jatan.runtime import outages
from jatan.runtime.asgi import application as application

_KEYS_SECONDS: Final = 20.0
# By its path: tables are loaded by the application.
_DESTROY_ENDED: Final = "jatan.foundation.vault.open_keys.destroy_ended"


def _destroy_ended_keys() -> None:
    """Have this machine's key agent destroy keys that were locked from another machine, or by the clock."""
    destroy_ended, pause = import_string(_DESTROY_ENDED), threading.Event()
    while not pause.wait(_KEYS_SECONDS):
        try:
            destroy_ended()
        except outages.LOST:
            continue  # asked again; without a database no worker uses a key either
        except Exception as error:
            sys.stderr.write(f"jatan: keys that ended elsewhere: {type(error).__name__}\n")
        finally:
            connections.close_all()


threading.Thread(target=_destroy_ended_keys, name="keys-ended-elsewhere", daemon=True).start()
