"""The file of a batch as a list to look at: sorted and filtered by SQLite, rows only as they are wanted."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connected, find_fault, make_present, store_error
from cxrviewer.store.schema import transaction
from cxrviewer.triage.batch import BATCH_FILE, CONTENT, JOIN, thumbnail_of
from cxrviewer.triage.batch_schema import BATCH
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.reading import Reading, Verdict

BINS = 20
"""Histograms of values between 0 and 1 have so many."""

_PATH = "CAST(f.path AS TEXT)"
# what stands behind the last separator: all of it, less what is no separator from the right
_NAME = f"substr({_PATH}, length(rtrim({_PATH}, replace({_PATH}, :sep, ''))) + 1)"
_STATUS = "ifnull(r.status, f.state)"
_PRIORITY = "ifnull(k.priority, f.priority)"  # what a film is ranked by, else what its header states
_FROM = (
    f"FROM films f LEFT JOIN ranks k ON k.film = f.id LEFT JOIN readings d ON d.content = {CONTENT} "
    + JOIN.replace("?", ":recipe")
)
_ROWS = (
    f"SELECT f.id, f.path, {CONTENT}, k.rank, {_STATUS}, ifnull(r.reason, f.reason), "
    "ifnull(r.prediction, ''), r.likeliest, k.urgency, "
    f"ifnull(k.word, ''), ifnull(k.why, ''), {_PRIORITY}, ifnull(d.read_at, ''), ifnull(d.verdict, ''), "
    f"ifnull(d.judged, ''), ifnull(d.remark, '') {_FROM}"
)


def _bin(value: str) -> str:
    return f"min(CAST({value} * {BINS} AS INTEGER), {BINS - 1})"


_COUNTED = {
    "status": _STATUS,
    "class": "ifnull(r.prediction, '')",
    "word": "ifnull(k.word, '')",
    "urgency": _bin("k.urgency"),
    "probability": _bin("r.likeliest"),
}
_COUNTS = (
    f"SELECT {', '.join(_COUNTED.values())}, ifnull(d.read_at, '') <> '', count(*) {_FROM} "
    "GROUP BY 1, 2, 3, 4, 5, 6"
)


class SortKey(StrEnum):
    """What the list can be sorted by: names of columns and the SQL that they stand for."""

    RANK = "rank"
    NAME = "name"
    STATUS = "status"
    CLASS = "class"
    PROBABILITY = "probability"
    URGENCY = "urgency"
    PRIORITY = "priority"
    READ = "read"
    VERDICT = "verdict"


_ORDERS = {
    SortKey.RANK: "k.rank",
    SortKey.NAME: f"{_NAME} COLLATE NOCASE",
    SortKey.STATUS: _STATUS,
    SortKey.CLASS: "nullif(r.prediction, '')",
    SortKey.PROBABILITY: "r.likeliest",
    SortKey.URGENCY: "k.urgency",
    SortKey.PRIORITY: f"nullif({_PRIORITY}, '')",
    SortKey.READ: "d.read_at",
    SortKey.VERDICT: "nullif(d.verdict, '')",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which films are listed, and in which order.

    Attributes
    ----------
    key, descending
        What they are sorted by; where that is unknown, last.
    status, prediction, word
        Only such; empty for all.
    unread
        Only those not marked as read.
    text
        Only those with this in the name of the file, capitals or not.
    """

    key: SortKey = SortKey.RANK
    descending: bool = False
    status: str = ""
    prediction: str = ""
    word: str = ""
    unread: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One film of the list; see `Case`, `Ranked` and `Reading`.

    Attributes
    ----------
    content
        What a reading of it is kept under.
    rank, urgency
        None as long as it is not ranked or analysed.
    probability
        Of the likeliest class; None without.
    """

    id: int
    path: Path
    content: str
    rank: int | None
    status: str
    reason: str
    prediction: str
    probability: float | None
    urgency: float | None
    word: str
    why: str
    priority: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Course:
    """How the latest run on a batch stands; see `Batch.begin_course`."""

    recipe: str
    begun: str
    ended: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overview:
    """How many films of a batch are what.

    Attributes
    ----------
    course
        The latest run; None before the first.
    statuses, classes, words
        Name -> number of films; classes of those that have an answer.
    urgencies, probabilities
        Numbers of films by urgency and by the probability of the likeliest class, in `BINS` equal steps.
    unread
        How many are not marked as read.
    policy
        What they are ranked by; None before.
    """

    course: Course | None = None
    statuses: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    urgencies: tuple[int, ...] = BINS * (0,)
    probabilities: tuple[int, ...] = BINS * (0,)
    unread: int = 0
    policy: Policy | None = None

    @property
    def films(self) -> int:
        """How many there are."""
        return sum(number for _status, number in self.statuses)

    def count(self, *statuses: str) -> int:
        """Return how many have one of these statuses."""
        return sum(number for status, number in self.statuses if status in statuses)


class Listing:
    """A batch that is read while another process may write to it; for one thread.

    Parameters
    ----------
    connection
        To the file of a batch of the present schema.
    recipe
        Which results are meant; those of the latest run by default.
    """

    def __init__(self, connection: sqlite3.Connection, recipe: str | None = None) -> None:
        self._connection = connection
        course = self.course()
        self.recipe = recipe if recipe is not None else (course.recipe if course else "")

    def course(self) -> Course | None:
        """Return how the latest run stands; None before the first."""
        row = self._connection.execute("SELECT recipe, begun, ended, reason FROM course").fetchone()
        return None if row is None else Course(*row)

    def ids(self, selection: Selection) -> list[int]:
        """Return the films that are listed, in their order."""
        order = _ORDERS[selection.key]
        down = "DESC" if selection.descending else "ASC"
        where, values = _conditions(selection)
        statement = f"SELECT f.id {_FROM}{where} ORDER BY {order} IS NULL, {order} {down}, k.rank, f.id"
        return [film for (film,) in self._connection.execute(statement, self._values(values))]

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        """Return what is known of these films, by id; at most some hundreds at once."""
        named = {f"i{place}": film for place, film in enumerate(ids)}
        marks = ", ".join(f":{name}" for name in named)
        found = self._connection.execute(f"{_ROWS} AND f.id IN ({marks})", self._values(named))
        return {values[0]: _row(values) for values in found}

    def thumbnail(self, content: str) -> bytes:
        """Return the small picture of a film, a JPEG; empty without."""
        return thumbnail_of(self._connection, content)

    def overview(self) -> Overview:
        """Return how many films are what."""
        counts: dict[str, Counter[Any]] = {name: Counter() for name in _COUNTED}
        unread = 0
        for *values, is_read, number in self._connection.execute(_COUNTS, self._values({})):
            for counter, value in zip(counts.values(), values, strict=True):
                counter[value] += number
            unread += 0 if is_read else number
        policy = self._one("SELECT words FROM policies WHERE sha256 = (SELECT policy FROM ranks LIMIT 1)")
        return Overview(
            self.course(),
            statuses=_named(counts["status"]),
            classes=_named(counts["class"]),
            words=_named(counts["word"]),
            urgencies=_histogram(counts["urgency"]),
            probabilities=_histogram(counts["probability"]),
            unread=unread,
            policy=None if policy is None else Policy.model_validate_json(str(policy)),
        )

    def _one(self, statement: str) -> object:
        row = self._connection.execute(statement, self._values({})).fetchone()
        return None if row is None else row[0]

    def _values(self, values: dict[str, object] | dict[str, int]) -> dict[str, object]:
        return {"recipe": self.recipe, "sep": os.sep, **values}

    def keep_reading(self, content: str, reading: Reading) -> None:
        """Keep what a reader says of a film; when this returns, it is on the disk."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)",
                (content, reading.read_at, reading.verdict.value, reading.judged, reading.remark),
            )


@contextmanager
def open_listing(folder: Path) -> Iterator[Listing]:
    """Open the batch in a folder to look at it.

    Raises
    ------
    StoreError
        If there is none or it cannot be read.
    """
    with connected(folder / BATCH_FILE, "the batch cannot be read") as connection:
        yield Listing(connection)


def _conditions(selection: Selection) -> tuple[str, dict[str, object]]:
    """Return what follows the WHERE of `_FROM`, and its values."""
    text = selection.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    given: tuple[tuple[str, str, object], ...] = (
        (f"{_STATUS} = :status", "status", selection.status),
        ("r.prediction = :prediction", "prediction", selection.prediction),
        ("k.word = :word", "word", selection.word),
        (f"{_NAME} LIKE :text ESCAPE '\\'", "text", f"%{text}%" if text else ""),
        ("ifnull(d.read_at, '') = ''", "unread", selection.unread),
    )
    used = [(condition, name, value) for condition, name, value in given if value]
    return "".join(f" AND {condition}" for condition, *_ in used), {name: value for _, name, value in used}


def _named(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return numbers with their names, the most frequent first."""
    return tuple((name, number) for name, number in counter.most_common() if name)


def _histogram(counter: Counter[int]) -> tuple[int, ...]:
    return tuple(counter[place] for place in range(BINS))


def _row(values: Sequence[object]) -> Row:
    film, path, *rest, read_at, verdict, judged, remark = values
    reading = Reading(str(read_at), Verdict(str(verdict)), str(judged), str(remark))
    return Row(film, Path(os.fsdecode(path)), *rest, reading)  # type: ignore[call-arg, arg-type]  # as `_ROWS` says


def prepare_listing(folder: Path) -> None:
    """Bring the file of a batch to the present schema, so that it can be looked at.

    Raises
    ------
    StoreError
        If it is damaged, of another program or of a newer version.
    """
    path = folder / BATCH_FILE
    try:
        fault = find_fault(path, BATCH)
        if fault is not None:
            raise StoreError(path, f"{BATCH.what} {fault.words}")
        make_present(path, BATCH)
    except (sqlite3.Error, OSError) as error:
        raise store_error(path, "the batch cannot be read", error) from error
