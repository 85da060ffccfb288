"""Which films train and which validate: by group, stratified, and the same at every call."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.film_record import FilmRecord

METHOD = "by group, stratified by label and source, ordered by a keyed hash of the group"


@dataclass(frozen=True, slots=True)
class Split:
    """Films of a data set, each on one side.

    Attributes
    ----------
    training, validation
        No group occurs in both, unless the data set itself split them so.
    test
        Films that nothing is chosen by; empty where none are kept back.
    folds
        The fold of each group, from 1, where the validation films are one of several folds; else None.
    method
        How the films were divided, in words.
    """

    training: tuple[FilmRecord, ...]
    validation: tuple[FilmRecord, ...]
    test: tuple[FilmRecord, ...] = ()
    folds: Mapping[str, int] | None = None
    method: str = METHOD

    @property
    def sides(self) -> Mapping[str, tuple[FilmRecord, ...]]:
        """The films of each side by its name."""
        return {"training": self.training, "validation": self.validation, "test": self.test}


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How films are divided.

    Attributes
    ----------
    validation_share
        Share of the groups of each label and source that validates; not used with folds.
    seed
        Of the order of the groups.
    folds, fold
        Number of folds and the one, from 1, that validates; 0 for a split by share.
    held_out_source
        All films of this source are the test side; empty for none.
    """

    validation_share: float = 0.2
    seed: int = 7
    folds: int = 0
    fold: int = 1
    held_out_source: str = ""

    def described(self, records: Sequence[FilmRecord]) -> str:
        """Return in words how `make_split` divides these films."""
        if _brings_its_own(records):
            return "as the data set itself divides its films"
        fold = f"; fold {self.fold} of {self.folds} validates" if self.folds else ""
        held_out = f"; {self.held_out_source} is held out" if self.held_out_source else ""
        return f"{METHOD}{fold}{held_out}"


def _brings_its_own(records: Sequence[FilmRecord]) -> bool:
    """Return whether the data set gives every film a side."""
    return bool(records) and all(record.side for record in records)


def _rank(group: str, seed: int) -> bytes:
    """Order groups at random, but the same for the same seed."""
    return hashlib.blake2b(group.encode(), key=str(seed).encode(), digest_size=16).digest()


def _strata(records: Sequence[FilmRecord], seed: int) -> list[list[str]]:
    """Return the groups of each (label, source) in their random order; strata in a fixed one."""
    strata: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        strata[record.label, record.source].add(record.group)
    return [
        sorted(groups, key=lambda group: _rank(group, seed)) for _stratum, groups in sorted(strata.items())
    ]


def _divided(records: Sequence[FilmRecord], validates: Mapping[str, bool]) -> Split:
    """Put each film on the side of its group."""
    return Split(
        training=tuple(record for record in records if not validates[record.group]),
        validation=tuple(record for record in records if validates[record.group]),
    )


def split_by_group(records: Sequence[FilmRecord], validation_share: float, seed: int) -> Split:
    """Split by group; within each (label, source) the given share of the groups validates.

    A group with films of several labels or sources goes where the first stratum that decides on it puts it,
    so that no group is on both sides.
    """
    validates: dict[str, bool] = {}
    for groups in _strata(records, seed):
        wanted = round(validation_share * len(groups))
        for place, group in enumerate(groups):
            validates.setdefault(group, place < wanted)
    return _divided(records, validates)


def split_in_folds(records: Sequence[FilmRecord], folds: int, fold: int, seed: int) -> Split:
    """Split by group into folds that are alike in labels and sources; one of them validates.

    Parameters
    ----------
    records
        The films.
    folds, fold
        How many, 2 or more, and which validates, from 1.
    seed
        Of the order of the groups; the folds of one seed do not depend on `fold`.

    Raises
    ------
    DataError
        If there is no such fold.
    """
    if folds < 2 or not 1 <= fold <= folds:
        raise DataError(f"there is no fold {fold} of {folds}; folds are 2 or more and counted from 1")
    places: dict[str, int] = {}
    for groups in _strata(records, seed):
        for group in groups:
            places.setdefault(group, len(places) % folds + 1)
    split = _divided(records, {group: place == fold for group, place in places.items()})
    return replace(split, folds=places)


def make_split(records: Sequence[FilmRecord], plan: SplitPlan) -> Split:
    """Divide films as planned; as the data set itself does, where it gives every film a side.

    Raises
    ------
    DataError
        If the source to hold out or the fold does not exist, or a data set's own split has no training side.
    """
    if _brings_its_own(records):
        return _own_split(records, plan)
    held_out = tuple(
        record for record in records if plan.held_out_source and record.source == plan.held_out_source
    )
    if plan.held_out_source and not held_out:
        sources = ", ".join(sorted({record.source for record in records} - {""})) or "none are known"
        raise DataError(f"no film comes from the source {plan.held_out_source!r} (sources: {sources})")
    groups = {record.group for record in held_out}
    rest = [record for record in records if record.group not in groups]
    test = tuple(record for record in records if record.group in groups)
    return replace(_planned(rest, plan), test=test, method=plan.described(records))


def _planned(records: Sequence[FilmRecord], plan: SplitPlan) -> Split:
    """Divide films into training and validation."""
    if plan.folds:
        return split_in_folds(records, plan.folds, plan.fold, plan.seed)
    return split_by_group(records, plan.validation_share, plan.seed)


def _own_split(records: Sequence[FilmRecord], plan: SplitPlan) -> Split:
    """Return the split that the data set brings; without a validation side, part of the training side is."""
    training, validation, test = (
        tuple(record for record in records if record.side == side)
        for side in ("training", "validation", "test")
    )
    if not training:
        raise DataError("the data set's own split has no training side")
    split = Split(training, validation) if validation else _planned(training, plan)
    return replace(split, test=test, method=plan.described(records))


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
