"""What never reaches a log: the code of a pass in an address. Django writes paths of refused and failed requests."""

import logging
import re

__all__ = ["WithoutCodes"]

_CODE = re.compile(r"(/h/)(?!sent/)[^\s/\"'?#]+")


class WithoutCodes(logging.Formatter):
    """The last hand on every line, traces of errors included: the line stays, the code goes."""

    def format(self, record: logging.LogRecord) -> str:
        return _CODE.sub(r"\1…", super().format(record))
