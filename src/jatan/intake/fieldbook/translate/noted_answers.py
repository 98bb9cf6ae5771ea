"""`NotedAnswers`: the answers of one row, noting which of them a translation has read."""

from collections.abc import Iterator, Mapping
from typing import Any


class NotedAnswers(Mapping[str, Any]):
    """Answers by name, as in the row. Objects and lists of objects inside them note in the same way.

    Whoever asks for an answer has read it; whoever walks over all of them has read all. An answer that was given and
    that nobody has asked for would be lost: `unread` names it.
    """

    def __init__(self, written: Mapping[str, Any]) -> None:
        self.written = written
        self._inside: dict[str, Any] = {name: _noting(value) for name, value in written.items()}
        self._read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return self._inside[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._inside)

    def __len__(self) -> int:
        return len(self._inside)

    def leave(self, *names: str) -> None:
        """Note answers that are read elsewhere, or that say nothing beside the others."""
        self._read.update(names)

    def unread(self) -> list[str]:
        """Dotted paths of the answers that were given and that nobody has read, in the order written."""
        return list(self._unread())

    def _unread(self) -> Iterator[str]:
        for name, value in self._inside.items():
            if name not in self._read:
                if _is_given(self.written[name]):
                    yield name
                continue
            rows = enumerate(value) if isinstance(value, list) else [("", value)]
            for number, row in rows:
                if isinstance(row, NotedAnswers):
                    where = f"{name}.{number}" if isinstance(value, list) else name
                    yield from (f"{where}.{path}" for path in row.unread())


def _is_given(value: object) -> bool:
    return not (value is None or value is False or value in ("", [], {}))


def _noting(value: Any) -> Any:
    if isinstance(value, dict):
        return NotedAnswers(value)
    return [_noting(one) for one in value] if isinstance(value, list) else value
