"""Libraries that are large and seldom used, loaded at first use: every process of a house would hold them else.

if TYPE_CHECKING:
    import typst
else:
    typst = late_module("typst")
"""

import importlib.util
import sys
from types import ModuleType


def late_module(name: str) -> ModuleType:
    """The module of a package at its top, whose code runs when one of its names is first asked for.

    Raises ModuleNotFoundError at once if it is not installed.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
