"""The columns of the worklist, and what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass

from cxrviewer.study import class_words
from cxrviewer.triage.listing import Row, SortKey
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.reading import Verdict
from cxrviewer.triage.urgency import UNANSWERED

DOT, EMPTY, FIRST = "\N{BLACK CIRCLE}", "\N{WHITE CIRCLE}", "\N{BLACK UP-POINTING TRIANGLE}"
DASH = "\N{EN DASH}"
# For those who see colours: look first, then from the most urgent word on; the mark and the word say it too
COLOURS = ("#ffb454", "#ff8f84", "#f0e442", "#a9b2bd")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: title, what it sorts by, its text, width in characters, and whether it holds numbers."""

    title: str
    key: SortKey
    text: Callable[[Row], str]
    width: int
    numeric: bool = False


def _number(value: float | None) -> str:
    return DASH if value is None else f"{value:.2f}"


def _verdict(row: Row) -> str:
    """Return what the reader says; of which class, where the models say another now."""
    reading = row.reading
    if reading.verdict is Verdict.NONE:
        return "remark" if reading.remark else ""
    other = f" with {class_words(reading.judged)}" if reading.judged != row.prediction else ""
    return f"{reading.verdict.value}{other}"


COLUMNS = (
    Column("Rank", SortKey.RANK, lambda row: DASH if row.rank is None else str(row.rank), 7, numeric=True),
    Column("Urgency", SortKey.URGENCY, lambda row: row.word, 15),
    Column("Value", SortKey.URGENCY, lambda row: _number(row.urgency), 7, numeric=True),
    Column("File", SortKey.NAME, lambda row: row.path.name, 34),
    Column("Status", SortKey.STATUS, lambda row: row.status, 12),
    Column("Class", SortKey.CLASS, lambda row: class_words(row.prediction), 17),
    Column("p", SortKey.PROBABILITY, lambda row: _number(row.probability), 7, numeric=True),
    Column("Priority", SortKey.PRIORITY, lambda row: row.priority, 9),
    Column("Read", SortKey.READ, lambda row: "read" if row.reading.read_at else "unread", 8),
    Column("Verdict", SortKey.VERDICT, _verdict, 10),
)
URGENCY = next(place for place, column in enumerate(COLUMNS) if column.title == "Urgency")


def level(word: str, policy: Policy | None) -> int | None:
    """Return how high a word of urgency stands: 0 to look first, 1 for the highest; None without."""
    if word == UNANSWERED:
        return 0
    words = list(reversed(policy.words)) if policy is not None else []
    return 1 + words.index(word) if word in words else None


def marked(word: str, policy: Policy | None) -> str:
    """Return a word of urgency with its mark: as many dots as it stands high."""
    place = level(word, policy)
    if place is None or policy is None:
        return word or "not ranked yet"
    most = len(policy.words)
    dots = FIRST if place == 0 else (most - place + 1) * DOT + (place - 1) * EMPTY
    return f"{dots}  {word}"
