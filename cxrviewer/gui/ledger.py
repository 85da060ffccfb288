"""What is on the disk of each thing that is edited, and what could not be written yet."""

from collections.abc import Callable
from typing import Generic, TypeVar

from cxrviewer.errors import CxrviewerError

T = TypeVar("T")


class Ledger(Generic[T]):
    """Reads and writes states of things that are edited, each as the difference from what is on the disk.

    Parameters
    ----------
    load, save
        Read what is on the disk under a key; write a state in place of the one before. Both may raise a
        `CxrviewerError`.
    version
        Returns another number whenever others have written.
    failed
        Called with a sentence where something cannot be read or written.
    """

    def __init__(
        self,
        load: Callable[[str], T],
        save: Callable[[T, T], None],
        version: Callable[[], int],
        failed: Callable[[str], None],
    ) -> None:
        self._load, self._save, self._version, self._failed = load, save, version, failed
        self._kept: dict[str, T] = {}
        self._versions: dict[str, int] = {}
        self._waiting: dict[str, T] = {}

    def load(self, key: str, empty: T) -> T:
        """Return what is on the disk of a thing; `empty`, said to be so, where that cannot be read."""
        self._kept[key] = empty
        return self._read(key) or empty

    def news(self, key: str) -> T | None:
        """Return what is on the disk, if others have written since and nothing waits; else None."""
        if key not in self._kept or key in self._waiting:
            return None
        return self._read(key)

    def _read(self, key: str) -> T | None:
        """Return what is on the disk, unless that is known or cannot be read."""
        try:
            version = self._version()
            if self._versions.get(key) == version:
                return None
            self._kept[key] = self._load(key)
        except CxrviewerError as error:
            self._failed(error.sentence)
            return None
        self._versions[key] = version
        return self._kept[key]

    def keep(self, key: str, present: T) -> bool:
        """Write a thing's present state, then what could not be written before; tell whether all is kept."""
        others = {other: state for other, state in self._waiting.items() if other != key}
        self._waiting = {key: present, **others}
        return self.keep_rest()

    def keep_rest(self) -> bool:
        """Write what could not be written before; tell whether all is kept now."""
        try:
            for key, state in tuple(self._waiting.items()):
                self._save(self._kept[key], state)
                self._kept[key] = state
                del self._waiting[key]
        except CxrviewerError as error:
            self._failed(error.sentence)
        return not self._waiting
