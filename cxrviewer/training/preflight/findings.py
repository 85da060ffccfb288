"""Sentences on what the checks of a data set have found."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.preflight.differences import Difference
from cxrviewer.training.preflight.duplicates import Copies
from cxrviewer.training.preflight.facts import Examined, FilmFacts, Unreadable
from cxrviewer.training.preflight.probe import Probe
from cxrviewer.training.preflight.problems import Level, Problem
from cxrviewer.training.preflight.split_check import named, telling_patients

_UNEVEN = 10  # times as many films of one class as of another


def _files(records: Sequence[FilmRecord]) -> tuple[str, ...]:
    """Return the files of films."""
    return tuple(str(record.path) for record in records)


def _named(records: Sequence[FilmRecord]) -> str:
    """Return the names of some films, and how many more there are."""
    return named([record.path for record in records])


def on_reading(examined: Examined) -> Iterator[Problem]:
    """Yield what is to be said of files that cannot be used."""
    if not examined.facts:
        yield Problem(level=Level.BLOCKS, check="files", sentence="No film can be read.")
    if examined.unreadable:
        records = [one.record for one in examined.unreadable]
        sentence = f"{len(records)} files cannot be read and will be left out: {_named(records)}."
        if len(records) == 1:
            sentence = f"One file cannot be read and will be left out: {examined.unreadable[0].reason}."
        yield Problem(level=Level.WARNING, check="files", sentence=sentence, files=_files(records))


def on_classes(facts: Sequence[FilmFacts]) -> Iterator[Problem]:
    """Yield what is to be said of the numbers of films of each class."""
    unlabelled = [film.record for film in facts if not film.record.label]
    if unlabelled:
        sentence = f"{len(unlabelled)} films have no label and will be left out: {_named(unlabelled)}."
        yield Problem(level=Level.WARNING, check="classes", sentence=sentence, files=_files(unlabelled))
    groups: dict[str, set[str]] = defaultdict(set)
    for film in facts:
        groups[film.record.label].add(film.record.group)
    labels = sorted(set(groups) - {""})
    if facts and len(labels) < 2:
        sentence = f"A classifier needs two classes, and the films have {len(labels)}."
        yield Problem(level=Level.BLOCKS, check="classes", sentence=sentence)
    for label in labels:
        if len(groups[label]) < 2:
            sentence = f"All films of {label} belong to one patient; none can train and another one validate."
            yield Problem(level=Level.BLOCKS, check="classes", sentence=sentence)
    counts = Counter(film.record.label for film in facts if film.record.label)
    if len(counts) > 1 and max(counts.values()) > _UNEVEN * min(counts.values()):
        (most, many), (fewest, few) = counts.most_common()[0], counts.most_common()[-1]
        sentence = f"The classes are uneven: {many} films of {most}, {few} of {fewest}."
        yield Problem(level=Level.WARNING, check="classes", sentence=sentence)


def on_masks(facts: Sequence[FilmFacts], unusable: Sequence[Unreadable]) -> Iterator[Problem]:
    """Yield what is to be said of lung masks, where a segmentation is to be trained."""
    with_mask = [film for film in facts if film.record.mask is not None]
    if len(with_mask) - len(unusable) < 2:
        sentence = "Fewer than two films have a lung mask that can be used."
        yield Problem(level=Level.BLOCKS, check="masks", sentence=sentence)
    if len(with_mask) < len(facts):
        sentence = f"{len(facts) - len(with_mask)} films have no lung mask and will be left out."
        yield Problem(level=Level.WARNING, check="masks", sentence=sentence)
    if unusable:
        first = unusable[0].reason
        sentence = (
            f"{len(unusable)} lung masks cannot be used and will be left out, the first because: {first}."
        )
        records = [one.record for one in unusable]
        yield Problem(level=Level.WARNING, check="masks", sentence=sentence, files=_files(records))


def on_patients(facts: Sequence[FilmFacts]) -> Iterator[Problem]:
    """Yield what is to be said of whose the films are."""
    unknown = [film.record for film in facts if film.record.group_origin is GroupOrigin.FILE]
    if unknown:
        sentence = (
            f"Of {len(unknown)} of {len(facts)} films the patient is not known, and each counts as a patient "
            "of its own: films of one patient may train and validate. A patient rule for file names, "
            "patient folders, or a column in a manifest would tell."
        )
        yield Problem(level=Level.WARNING, check="patients", sentence=sentence)
    for films in telling_patients(facts).values():
        if len({record.group for record in films}) > 1:
            sentence = (
                f"One Patient ID stands in films that are said to be of different patients: {_named(films)}."
            )
            yield Problem(level=Level.BLOCKS, check="patients", sentence=sentence, files=_files(films))


def on_copies(copies: Sequence[Copies]) -> Iterator[Problem]:
    """Yield what is to be said of pictures that are there more than once."""
    for one in copies:
        records = [film.record for film in one.films]
        what = "The same file is" if one.exact else f"The same picture (correlation {one.correlation:.2f}) is"
        if len(one.labels) > 1:
            sentence = f"{what} there with different labels ({', '.join(one.labels)}): {_named(records)}."
        elif len(one.groups) > 1:
            sentence = f"{what} there more than once, as of different patients: {_named(records)}."
        else:
            continue
        yield Problem(level=Level.BLOCKS, check="duplicates", sentence=sentence, files=_files(records))
    same = [one for one in copies if len(one.labels) == len(one.groups) == 1]
    if same:
        sentence = f"{len(same)} pictures are there more than once for one patient; none crosses a split."
        yield Problem(
            level=Level.NOTE,
            check="duplicates",
            sentence=sentence,
            files=tuple(str(film.record.path) for one in same for film in one.films),
        )


def on_differences(differences: Sequence[Difference]) -> Iterator[Problem]:
    """Yield what is to be said of features that tell the classes apart."""
    for one in differences:
        if not one.large:
            continue
        if one.higher is None:
            sentence = f"{one.feature.capitalize()} goes along with the class ({one.measure} {one.value:.2f})"
        else:
            more = "higher" if one.higher else "lower"
            sentence = (
                f"{one.feature.capitalize()}: {more} in films of {one.label} than in the others "
                f"({one.measure} {one.value:.2f}, at least {one.low:.2f})"
            )
        sentence += ". A network may learn that instead of the disease."
        yield Problem(level=Level.WARNING, check="differences", sentence=sentence)


_SEEN = {
    "borders": "From the borders of the films alone",
    "lungs blanked": "With the lungs blanked out",
}


def on_probes(probes: Sequence[Probe]) -> Iterator[Problem]:
    """Yield what is to be said of classifiers that did not see the lungs."""
    whole = {one.target: one for one in probes if one.part == "whole film"}
    for one in probes:
        if one.target != "class" or one.part not in _SEEN:
            continue
        compared = whole["class"].balanced_accuracy if "class" in whole else float("nan")
        figures = (
            f"a small classifier tells the classes with {one.balanced_accuracy:.0%} balanced accuracy (95 % "
            f"interval {one.low:.0%} to {one.high:.0%}; guessing gives {one.chance:.0%}, the whole film "
            f"{compared:.0%})"
        )
        if one.far_above_chance:
            sentence = f"{_SEEN[one.part]} {figures}: the data has a shortcut past the lungs."
            yield Problem(level=Level.WARNING, check="shortcuts", sentence=sentence)
        else:
            sentence = f"{_SEEN[one.part]} {figures}: no shortcut of this kind was found."
            yield Problem(level=Level.NOTE, check="shortcuts", sentence=sentence)
    source = whole.get("source")
    if source is not None:
        sentence = (
            f"The source can be told from the film with {source.balanced_accuracy:.0%} balanced accuracy "
            f"(95 % interval {source.low:.0%} to {source.high:.0%}; guessing gives {source.chance:.0%})."
        )
        yield Problem(level=Level.NOTE, check="sources", sentence=sentence)
