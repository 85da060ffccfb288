"""The worklist: every film of a batch in the order in which it should be read, as files."""

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cxrviewer.export.cells import plain_cell
from cxrviewer.export.writing import write_parts
from cxrviewer.triage.batch import Batch, Film
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.urgency import Ranked, urgency

WORKLIST, RESULTS = "worklist.csv", "results.jsonl"
_LABELS = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
_BASIC = ("rank", "file", "sha256", "status", "reason", "prediction", *(f"p_{label}" for label in _LABELS))
_READING = ("read_at", "verdict", "judged", "remark")
COLUMNS = (
    *_BASIC,
    "urgency",
    "why",
    "extent",
    "quality_warnings",
    "clinical_priority",
    "policy",
    "called",
    *_READING,
)

Priorities = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the worklist."""

    rank: int
    film: Film
    ranked: Ranked


def rank(films: Iterator[Film], policy: Policy, priorities: Priorities | None = None) -> list[Entry]:
    """Sort films by urgency; equal ones by name, those not analysed yet last.

    Parameters
    ----------
    films
        In any order: the ranks do not depend on it.
    policy
        What makes urgent.
    priorities
        Absolute path or name of a file -> clinical priority, in place of what its header states.
    """
    known = [_with_priority(film, priorities or {}) for film in films]
    judged = sorted(((film, urgency(film.case, policy)) for film in known), key=_place)
    return [Entry(number, film, ranked) for number, (film, ranked) in enumerate(judged, 1)]


def _place(judged: tuple[Film, Ranked]) -> tuple[bool, float, bool, bytes]:
    """Return the key that sorts a film."""
    film, ranked = judged
    answered = film.case.status is CaseStatus.DONE
    return ranked.value is None, -(ranked.value or 0.0), answered, os.fsencode(film.path)


def _with_priority(film: Film, priorities: Priorities) -> Film:
    """Return a film with the priority that a table gives it, if any."""
    stated = priorities.get(str(film.path)) or priorities.get(film.path.name)
    return replace(film, case=replace(film.case, priority=stated)) if stated else film


def write_worklist(folder: Path, batch: Batch, entries: Sequence[Entry], policy: Policy) -> None:
    """Write `worklist.csv` and `results.jsonl`, each whole or not at all, and keep the ranks in the batch.

    Raises
    ------
    FileError
        If one cannot be written.
    """
    keep_ranks(batch, entries, policy)
    write_parts(folder / WORKLIST, _csv_lines(entries, policy))
    write_parts(folder / RESULTS, _json_lines(batch, entries, policy))


def keep_ranks(batch: Batch, entries: Sequence[Entry], policy: Policy) -> None:
    """Keep the ranks in the batch, in place of earlier ones."""
    ranks = [
        (one.film.id, one.rank, one.ranked.value, one.ranked.why, one.ranked.word, one.film.case.priority)
        for one in entries
    ]
    batch.keep_ranks((policy.sha256, policy.name, policy.version, policy.model_dump_json()), ranks)


def _csv_lines(entries: Sequence[Entry], policy: Policy) -> Iterator[bytes]:
    """Yield the table line by line (RFC 4180, UTF-8)."""
    yield _csv_line(COLUMNS)
    for entry in entries:
        row = row_of(entry, policy)
        yield _csv_line([_cell(row[column]) for column in COLUMNS])


def row_of(entry: Entry, policy: Policy) -> dict[str, object]:
    """Return the values of `COLUMNS` for a film; None where there is no value."""
    return {**_values(entry), "policy": f"{policy.name} {policy.version}"}


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode(errors="backslashreplace")


def _cell(value: object) -> str:
    """Return a value as a cell: texts that no spreadsheet calculates, numbers to six decimals."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"
    return plain_cell(str(value))


def _json_lines(batch: Batch, entries: Sequence[Entry], policy: Policy) -> Iterator[bytes]:
    """Yield one object a line; `analysis` is the whole record, null where nothing could be read."""
    for entry in entries:
        values = {**_values(entry), "policy": policy.reference}
        start = json.dumps(values, ensure_ascii=False, allow_nan=False).removesuffix("}")
        record = "null" if entry.film.result is None else batch.record(entry.film.result)
        yield f'{start}, "analysis": {record}}}\n'.encode(errors="backslashreplace")


def _values(entry: Entry) -> dict[str, object]:
    """Return what CSV and JSON say of a film."""
    film, case = entry.film, entry.film.case
    return {
        "rank": entry.rank,
        "file": str(film.path),
        "sha256": film.sha256,
        "status": case.status.value,
        "reason": case.reason,
        "prediction": case.prediction or None,
        **{f"p_{label}": case.probabilities.get(label) for label in _LABELS},
        "urgency": entry.ranked.value,
        "why": entry.ranked.why,
        "extent": entry.ranked.extent,
        "quality_warnings": case.warnings,
        "clinical_priority": case.priority,
        "called": entry.ranked.word,
        "read_at": film.reading.read_at or None,
        "verdict": film.reading.verdict.value or None,
        "judged": film.reading.judged or None,
        "remark": film.reading.remark,
    }
