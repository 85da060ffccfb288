"""Undo and redo over frozen states."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

STEPS = 200


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """A present state, those before it and those that were undone.

    Attributes
    ----------
    present
        What holds now.
    past, future
        Nearest last; of the past no more than `STEPS` are kept.
    """

    present: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()

    def doing(self, state: T) -> "History[T]":
        """Return the history with another present; what was undone is forgotten."""
        return History(state, (*self.past, self.present)[-STEPS:])

    def amending(self, state: T) -> "History[T]":
        """Return the history with its present corrected: undo still goes to the state before."""
        return replace(self, present=state)

    def undoing(self) -> "History[T]":
        """Return the history one step back; itself at its beginning."""
        if not self.past:
            return self
        return replace(self, present=self.past[-1], past=self.past[:-1], future=(*self.future, self.present))

    def redoing(self) -> "History[T]":
        """Return the history one step on; itself at its end."""
        if not self.future:
            return self
        return replace(
            self, present=self.future[-1], past=(*self.past, self.present), future=self.future[:-1]
        )
