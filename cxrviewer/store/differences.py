"""What differs between two ordered collections, so that only that is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Difference(Generic[T]):
    """How one order of things became another.

    Attributes
    ----------
    removed
        Identifiers of what has gone.
    added, changed
        What is new, and what has the identifier of something that was there but is not the same.
    placed
        Identifiers that need new places, in their order, all below `above`.
    above
        Identifier of what lies next above them; None where they lie on top.
    """

    removed: tuple[str, ...] = ()
    added: tuple[T, ...] = ()
    changed: tuple[T, ...] = ()
    placed: tuple[str, ...] = ()
    above: str | None = None

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.changed or self.placed)


def difference(before: Sequence[T], after: Sequence[T], identify: Callable[[T], str]) -> Difference[T]:
    """Compare two orders of things.

    Parameters
    ----------
    before, after
        Each identifier at most once in each.
    identify
        Returns the identifier of a thing.
    """
    first = _shared(before, after, 1, min(len(before), len(after)))
    last = _shared(before, after, -1, min(len(before), len(after)) - first)
    old = {identify(item): item for item in before[first : len(before) - last]}
    new = {identify(item): item for item in after[first : len(after) - last]}
    stayed = [identifier for identifier in old if identifier in new]
    moved = stayed != list(new)
    return Difference(
        removed=tuple(identifier for identifier in old if identifier not in new),
        added=tuple(item for identifier, item in new.items() if identifier not in old),
        changed=tuple(item for identifier, item in new.items() if old.get(identifier, item) != item),
        placed=tuple(new) if moved else (),
        above=identify(after[-last]) if moved and last else None,
    )


def _shared(before: Sequence[T], after: Sequence[T], step: int, most: int) -> int:
    """Return how many things are the same ones from the beginning (step 1) or from the end (step -1)."""
    ahead = zip(before[::step], after[::step], strict=False)
    for count, (one, other) in enumerate(ahead):
        if count >= most or one is not other:
            return min(count, most)
    return most
