"""Which store holds the files of this house, from its options; also for processes that load no settings of Django.

Options are read at each call, as everywhere in `runtime`: tests and commands change JATAN_HOME within a process.
"""

from importlib.util import find_spec
from typing import Any, cast

from django.utils.module_loading import import_string

from jatan.kernel.file_stores.base import FileStore
from jatan.runtime import home
from jatan.settings import options
from jatan.settings.options import OptionProblem


def is_shared() -> bool:
    """True where the files lie in a store that several machines share; those of a demo never do."""
    return bool(options.text("JATAN_STORE_BUCKET")) and not (options.flag("JATAN_DEMO") or home.is_marked_demo())


def storage() -> dict[str, Any]:
    """`STORAGES["default"]`. Raises OptionProblem."""
    if not is_shared():
        return {"BACKEND": "jatan.kernel.file_stores.folder.FolderStore"}
    if find_spec("boto3") is None:
        raise OptionProblem(
            "JATAN_STORE_BUCKET is set, and what speaks to such a store is not installed: uv sync --inexact --extra s3"
        )
    if bool(options.text("JATAN_STORE_KEY")) != bool(options.text("JATAN_STORE_SECRET")):
        raise OptionProblem("JATAN_STORE_KEY and JATAN_STORE_SECRET belong together: set both, or none.")
    reached = {
        "bucket": options.text("JATAN_STORE_BUCKET"),
        "address": options.address("JATAN_STORE_URL"),
        "region": options.text("JATAN_STORE_REGION"),
        "key": options.text("JATAN_STORE_KEY"),
        "secret": options.text("JATAN_STORE_SECRET"),
        "local": home.uploads_dir(),
    }
    return {"BACKEND": "jatan.kernel.file_stores.objects.ObjectStore", "OPTIONS": reached}


def open_store() -> FileStore:
    """The store of this home, made anew. Raises OptionProblem."""
    named = storage()
    if is_shared():
        home.make_folder(home.uploads_dir())  # where what comes from the store passes through
    reached = named.get("OPTIONS") or {"folder": home.files_dir()}
    return cast("FileStore", import_string(named["BACKEND"])(**reached))
