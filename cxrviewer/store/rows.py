"""Tables whose rows belong to an image or a study: written difference by difference."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from cxrviewer.store.differences import Difference, difference

T = TypeVar("T")
_TOP = float("inf")


@dataclass(frozen=True, slots=True)
class OrderedTable(Generic[T]):
    """How things of one kind lie in their table.

    Attributes
    ----------
    name, owner, key
        Of the table, of the column of the image or study, of the column of the identifier.
    columns
        Of the thing itself, in the order of `values` and `make`.
    identify
        Returns a thing's identifier.
    values
        Returns its columns.
    make
        Returns the thing again, from its identifier and columns.
    """

    name: str
    owner: str
    key: str
    columns: tuple[str, ...]
    identify: Callable[[T], str]
    values: Callable[[T], tuple[Any, ...]]
    make: Callable[..., T]

    def load(self, connection: sqlite3.Connection, owner: str) -> tuple[T, ...]:
        """Return what belongs to an owner, in its order."""
        rows = connection.execute(
            f"SELECT {self.key}, {', '.join(self.columns)} FROM {self.name} "
            f"WHERE {self.owner} = ? ORDER BY position, id",
            (owner,),
        )
        return tuple(self.make(*row) for row in rows)

    def write(
        self, connection: sqlite3.Connection, owner: str, before: Sequence[T], after: Sequence[T]
    ) -> Difference[T]:
        """Write what differs; what others have added meanwhile stays.

        Parameters
        ----------
        connection
            Within a transaction.
        owner
            Image or study.
        before, after
            As it was when it was last loaded or written by this side, and as it is now.
        """
        found = difference(before, after, self.identify)
        if found:
            places = self._places(connection, owner, found, after)
            self._remove(connection, owner, found.removed)
            self._put(connection, owner, found.added + found.changed, places)
            self._move(connection, owner, places)
        return found

    def _places(
        self, connection: sqlite3.Connection, owner: str, found: Difference[T], after: Sequence[T]
    ) -> dict[str, float]:
        """Return places for what needs some; where there is no room between its neighbours, for all."""
        count = len(found.placed)
        if not count:
            return {}
        above = self._position(connection, owner, f"{self.key} = ?", found.above)
        top = _TOP if above is None else above
        below = self._position(connection, owner, "position < ?", top)
        low = below if below is not None else (0.0 if above is None else above - count - 1)
        step = 1.0 if above is None else (above - low) / (count + 1)
        places = [low + step * number for number in range(1, count + 1)]
        if all(one < other for one, other in pairwise((low, *places, top))):
            return dict(zip(found.placed, places, strict=True))
        return {self.identify(item): float(number) for number, item in enumerate(after)}

    def _position(
        self, connection: sqlite3.Connection, owner: str, condition: str, value: object
    ) -> float | None:
        """Return the highest place of an owner's rows that fulfil a condition; None where none does."""
        row = connection.execute(
            f"SELECT max(position) FROM {self.name} WHERE {self.owner} = ? AND {condition}", (owner, value)
        ).fetchone()
        return None if row[0] is None else float(row[0])

    def _remove(self, connection: sqlite3.Connection, owner: str, identifiers: Sequence[str]) -> None:
        connection.executemany(
            f"DELETE FROM {self.name} WHERE {self.owner} = ? AND {self.key} = ?",
            ((owner, identifier) for identifier in identifiers),
        )

    def _put(
        self, connection: sqlite3.Connection, owner: str, items: Sequence[T], places: Mapping[str, float]
    ) -> None:
        """Write rows; one that is there keeps its place, one that others have removed comes on top."""
        columns = (self.owner, self.key, *self.columns, "position")
        taken = ", ".join(f"{column} = excluded.{column}" for column in self.columns)
        top = (self._position(connection, owner, "position < ?", _TOP) or 0.0) + 1.0
        connection.executemany(
            f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT ({self.owner}, {self.key}) DO UPDATE SET {taken}",
            (
                (owner, self.identify(item), *self.values(item), places.get(self.identify(item), top))
                for item in items
            ),
        )

    def _move(self, connection: sqlite3.Connection, owner: str, places: Mapping[str, float]) -> None:
        connection.executemany(
            f"UPDATE {self.name} SET position = ?1 WHERE {self.owner} = ?2 AND {self.key} = ?3 "
            "AND position <> ?1",
            ((place, owner, identifier) for identifier, place in places.items()),
        )


@dataclass(frozen=True, slots=True)
class SingleTable(Generic[T]):
    """How a thing of which an owner has one or none lies in its table.

    Attributes
    ----------
    name, owner, columns, values, make
        As in `OrderedTable`.
    """

    name: str
    owner: str
    columns: tuple[str, ...]
    values: Callable[[T], tuple[Any, ...]]
    make: Callable[..., T]

    def load(self, connection: sqlite3.Connection, owner: str) -> T | None:
        """Return what an owner has."""
        row = connection.execute(
            f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE {self.owner} = ?", (owner,)
        ).fetchone()
        return None if row is None else self.make(*row)

    def write(
        self, connection: sqlite3.Connection, owner: str, before: T | None, after: T | None
    ) -> Difference[T]:
        """Write it if it differs; within a transaction."""
        if before == after:
            return Difference()
        if after is None:
            connection.execute(f"DELETE FROM {self.name} WHERE {self.owner} = ?", (owner,))
            return Difference(removed=(owner,))
        marks = ", ".join("?" * (1 + len(self.columns)))
        connection.execute(
            f"INSERT OR REPLACE INTO {self.name} ({', '.join((self.owner, *self.columns))}) VALUES ({marks})",
            (owner, *self.values(after)),
        )
        return Difference(added=(after,)) if before is None else Difference(changed=(after,))
