"""A plugin of mypy: a link inside of `open_(…)` and its like (`foundation.db.privacy`) has the type that it has alone.

django-stubs works out the model of a link only where the link is the whole right side of a line of its model, and
would let every other one be `Any`.
"""

from collections.abc import Callable

from mypy.nodes import AssignmentStmt
from mypy.plugin import FunctionContext, Plugin
from mypy.types import Type
from mypy_django_plugin.lib.helpers import get_typechecker_api

_MARKS = {f"jatan.foundation.db.privacy.{name}" for name in ("open_", "shared", "personal", "sealed_")}


class MarkedLinks(Plugin):
    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """The hook of the four functions; those of django-stubs are asked besides."""
        return _type_alone if fullname in _MARKS else None


def _type_alone(ctx: FunctionContext) -> Type:
    """The type of the field, asked for while it is the whole right side of its line."""
    checker, field = get_typechecker_api(ctx), ctx.args[0][0]
    model = checker.scope.active_class()
    for line in model.defn.defs.body if model is not None else ():
        if isinstance(line, AssignmentStmt) and line.rvalue is ctx.context:
            marked, line.rvalue = line.rvalue, field
            try:
                return checker.expr_checker.accept(field)
            finally:
                line.rvalue = marked
    return ctx.default_return_type


def plugin(version: str) -> type[Plugin]:
    """Where mypy begins; `version`: its own."""
    return MarkedLinks
