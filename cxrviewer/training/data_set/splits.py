"""Which films train and which validate: by group, stratified, and the same at every call."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cxrviewer.training.data_set.records import FilmRecord

METHOD = "by group, stratified by label and source, ordered by a keyed hash of the group"


@dataclass(frozen=True, slots=True)
class Split:
    """Films of a data set, each on one side.

    Attributes
    ----------
    training, validation
        No group occurs in both.
    """

    training: tuple[FilmRecord, ...]
    validation: tuple[FilmRecord, ...]


def _rank(group: str, seed: int) -> bytes:
    """Order groups at random, but the same for the same seed."""
    return hashlib.blake2b(group.encode(), key=str(seed).encode(), digest_size=16).digest()


def split_by_group(records: Sequence[FilmRecord], validation_share: float, seed: int) -> Split:
    """Split by group; within each (label, source) the given share of the groups validates.

    A group with films of several labels or sources goes where the first stratum that decides on it puts it,
    so that no group is on both sides.
    """
    strata: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        strata[record.label, record.source].add(record.group)
    side: dict[str, bool] = {}
    for stratum in sorted(strata):
        ordered = sorted(strata[stratum], key=lambda group: _rank(group, seed))
        wanted = round(validation_share * len(ordered))
        for place, group in enumerate(ordered):
            side.setdefault(group, place < wanted)
    return Split(
        training=tuple(record for record in records if not side[record.group]),
        validation=tuple(record for record in records if side[record.group]),
    )


def fewer(records: Sequence[FilmRecord], per_stratum: int, seed: int) -> list[FilmRecord]:
    """Keep at most so many films of each label and source, the same at every call; 0 keeps all."""
    taken: Counter[tuple[str, str]] = Counter()
    kept: set[FilmRecord] = set()
    for record in sorted(records, key=lambda one: _rank(f"{one.group}/{one.path.name}", seed)):
        stratum = record.label, record.source
        if not per_stratum or taken[stratum] < per_stratum:
            taken[stratum] += 1
            kept.add(record)
    return [record for record in records if record in kept]
