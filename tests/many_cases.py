"""A batch of very many films that were never there: real rows in a real file, in a moment."""

import hashlib
from pathlib import Path

import numpy as np

from cxrviewer.store.schema import transaction
from cxrviewer.triage.batch import BATCH_FILE, Batch, Ended, open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.policy import read_policy
from cxrviewer.triage.worklist import keep_ranks, rank

LABELS = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
_FILM = (
    "INSERT INTO films (path, size, modified_ns, sha256, state, reason, priority, listed) "
    "VALUES (?, 1, 1, ?, 'queued', '', ?, 1)"
)
_RESULT = (
    "INSERT INTO results (sha256, recipe, status, reason, probabilities, involved, warnings, record, at, "
    "saved, prediction, likeliest) "
    "VALUES (?, 'recipe', ?, ?, ?, '[]', 0, '{}', '2026-01-01T00:00:00+00:00', '', ?, ?)"
)


def write_many_cases(folder: Path, number: int) -> Path:
    """Write a finished batch of so many films into a folder; some abstained, some failed."""
    policy = read_policy()
    with open_batch(folder, "recipe") as batch:
        batch.begin_course()
        _fill(batch, number)
        keep_ranks(batch, rank(batch.films(), policy), policy)
        batch.end_course(Ended.FINISHED)
    return folder / BATCH_FILE


def _fill(batch: Batch, number: int) -> None:
    generator = np.random.default_rng(7)
    shares = generator.dirichlet((1.2, 0.7, 0.3, 0.3), number).round(4)
    connection = batch._connection
    with transaction(connection):
        for place in range(number):
            sha256 = hashlib.sha256(b"%d" % place).hexdigest()
            path = f"/archive/ward {place % 7}/film-{place * 7919 % number:06}.dcm"
            priority = "STAT" if place % 97 == 0 else ""
            connection.execute(_FILM, (path.encode(), sha256, priority))
            connection.execute(_RESULT, (sha256, *_outcome(place, shares[place])))


def _outcome(place: int, shares: np.ndarray) -> tuple[str, str, str, str, float | None]:
    if place % 100 == 99:
        return CaseStatus.FAILED, "is damaged: its picture cannot be decoded", "{}", "", None
    values = ", ".join(f'"{label}": {share}' for label, share in zip(LABELS, shares, strict=True))
    status, reason = (CaseStatus.ABSTAINED, "is uncertain") if place % 10 == 3 else (CaseStatus.DONE, "")
    return status, reason, f"{{{values}}}", LABELS[int(shares.argmax())], float(shares.max())
