"""What is on the disk of each thing that is edited, and what could not be written yet."""

from collections.abc import Callable
from typing import Generic, TypeVar

from cxrviewer.errors import CxrviewerError

T = TypeVar("T")


class Ledger(Generic[T]):
    """Writes states of things that are edited, each as the difference from what is on the disk.

    Parameters
    ----------
    save
        Writes a state in place of the one before, or raises a `CxrviewerError`.
    failed
        Called with a sentence where something cannot be written.
    """

    def __init__(self, save: Callable[[T, T], None], failed: Callable[[str], None]) -> None:
        self._save, self._failed = save, failed
        self._kept: dict[str, T] = {}
        self._waiting: dict[str, T] = {}

    def note(self, key: str, kept: T) -> None:
        """Note what is on the disk of a thing."""
        self._kept[key] = kept

    def keep(self, key: str, present: T) -> bool:
        """Write a thing's present state, then what could not be written before; tell whether all is kept."""
        self._waiting = {
            key: present,
            **{other: state for other, state in self._waiting.items() if other != key},
        }
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
