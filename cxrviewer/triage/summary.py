"""The worklist to look at: counts and a contact sheet in the order of the ranks, as pages of HTML."""

import base64
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from cxrviewer.export.writing import write_bytes
from cxrviewer.locations import resources_folder
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.triage.batch import Batch
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.urgency import UNANSWERED
from cxrviewer.triage.worklist import Entry

SUMMARY = "summary.html"
PAGE = 200
_FURTHER = re.compile(r"summary-\d+\.html")


@dataclass(frozen=True, slots=True)
class Card:
    """A film on the contact sheet; colours by `level`, which the word beside them says too.

    Attributes
    ----------
    level
        0 for the most urgent of the policy's words, then 1 and so on; "open" for films without an answer.
    picture
        A JPEG in base 64; empty without.
    """

    rank: int
    name: str
    status: str
    word: str
    level: str
    priority: str
    urgency: float | None
    finding: str
    why: str
    picture: str


def write_summary(folder: Path, batch: Batch, entries: Sequence[Entry], policy: Policy) -> None:
    """Write `summary.html` and, from `PAGE` films on, `summary-2.html` and so on; further ones are removed.

    Raises
    ------
    FileError
        If one cannot be written.
    """
    pages = max(1, -(-len(entries) // PAGE))
    counts = _counts(entries)
    for page in range(1, pages + 1):
        cards = [_card(entry, batch, policy) for entry in entries[(page - 1) * PAGE : page * PAGE]]
        text = _template().render(
            cards=cards,
            counts=counts if page == 1 else {},
            films=len(entries),
            page=page,
            names=[_name(number) for number in range(1, pages + 1)],
            policy=policy,
            notice=NOT_FOR_CLINICAL_USE,
        )
        write_bytes(folder / _name(page), text.encode(errors="backslashreplace"))
    kept = {_name(page) for page in range(1, pages + 1)}
    for file in folder.iterdir():
        if _FURTHER.fullmatch(file.name) and file.name not in kept:
            file.unlink(missing_ok=True)


def _name(page: int) -> str:
    return SUMMARY if page == 1 else f"summary-{page}.html"


@cache
def _template() -> Template:
    """Return the page; what it is filled with can open no element."""
    text = (resources_folder() / "triage" / SUMMARY).read_text(encoding="utf-8")
    shown = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return shown.from_string(text)


def _counts(entries: Sequence[Entry]) -> dict[str, dict[str, int]]:
    """Count films by urgency, status and finding, the most frequent first."""
    cases = [entry.film.case for entry in entries]
    return {
        "Urgency": dict(Counter(entry.ranked.word or "not analysed yet" for entry in entries)),
        "Status": dict(Counter(case.status.value for case in cases).most_common()),
        "Likeliest finding": dict(Counter(case.prediction or "none" for case in cases).most_common()),
    }


def _card(entry: Entry, batch: Batch, policy: Policy) -> Card:
    case, ranked = entry.film.case, entry.ranked
    likeliest = f"{case.prediction} {case.probabilities[case.prediction]:.2f}" if case.prediction else ""
    picture = batch.thumbnail(entry.film.sha256)
    return Card(
        entry.rank,
        entry.film.path.name,
        case.status.value,
        ranked.word or "not analysed yet",
        _level(ranked.word, policy),
        case.priority,
        ranked.value,
        likeliest,
        ranked.why,
        base64.b64encode(picture).decode(),
    )


def _level(word: str, policy: Policy) -> str:
    """Return which colour a word has."""
    if word == UNANSWERED:
        return "open"
    words = list(reversed(policy.words))
    return str(min(words.index(word), 3)) if word in words else "none"
