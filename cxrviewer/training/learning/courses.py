"""What a preset asks for: one training, several stages that hand on their network, or a head alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from cxrviewer.training.data_set.film_stack import chosen
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.control import CancelAskedError
from cxrviewer.training.learning.embedding import train_head
from cxrviewer.training.learning.events import NoteEvent
from cxrviewer.training.learning.starting import HEADS, fetch_start, starting_network
from cxrviewer.training.learning.state_files import LAST
from cxrviewer.training.learning.trainer import Course, Fitted, fit
from cxrviewer.training.presets import Preset

HANDED_ON = "handed-on.safetensors"


def train(course: Course, *, resume: bool = False) -> Fitted:
    """Train as the preset asks (errors as in `fit` and `starting_network`).

    Parameters
    ----------
    course
        What to train, on what, and how.
    resume
        Go on where the run's folder says.
    """
    if course.processes.first:
        fetch_start(course.preset, course.context)
    course.processes.wait_for_all()
    if course.preset.frozen:
        return train_head(begun(course), resume=resume)
    stages = course.preset.stages
    share = 1 / (len(stages) + 1)
    last = replace(course, context=course.context.part(share * len(stages), 1))
    for number, labels in enumerate(stages):
        part = course.context.part(share * number, share * (number + 1))
        file = _stage(replace(last, context=part), number + 1, labels, resume=resume)
        last = replace(last, preset=replace(last.preset, start=str(file)))
    if stages:
        _say(last, f"the last stage tells {', '.join(last.preset.labels)} apart")
    return fit(begun(last), resume=resume)


def begun(course: Course) -> Course:
    """Give a training the network that its preset starts from, and say what was taken over."""
    torch.manual_seed(course.preset.seed)
    network, report = starting_network(course.preset)
    if report is not None:
        fresh = len(network.state_dict()) - len(report.taken)
        _say(
            course, f"{len(report.taken)} weights come from {_named(course.preset.start)}, {fresh} are fresh"
        )
    return replace(course, network=network)


def _named(start: str) -> str:
    """Return what training starts from without the folders of a file."""
    return Path(start).name


def _say(course: Course, text: str) -> None:
    course.tell(NoteEvent(text=text))


def _stage(course: Course, number: int, labels: tuple[str, ...], *, resume: bool) -> Path:
    """Train a stage on the films of its labels and return the file of the network that it hands on."""
    folder = course.folder / f"stage-{number}"
    file = folder / HANDED_ON
    if resume and file.is_file():
        return file
    preset = _preset_of_stage(course.preset, labels)
    _say(course, f"stage {number} of {len(course.preset.stages) + 1} tells {', '.join(labels)} apart")
    stage = replace(
        course,
        preset=preset,
        folder=folder,
        training=films_of(course.training, labels, course.preset),
        validation=films_of(course.validation, labels, course.preset),
    )
    fitted = fit(begun(stage), resume=resume and (folder / LAST).exists())
    if fitted.stopped:
        raise CancelAskedError(
            f"stopped in stage {number}, so there is no network yet that knows all classes"
        )
    if course.processes.first:
        _hand_on(fitted, file)
    course.processes.wait_for_all()
    return file


def _preset_of_stage(preset: Preset, labels: tuple[str, ...]) -> Preset:
    """Return the preset of a stage that tells some labels apart."""
    return replace(preset, labels=labels, stages=(), groups={}, titles={}, label_map={})


def _hand_on(fitted: Fitted, file: Path) -> None:
    """Write the weights of a network without its head, whole or not at all."""
    state = fitted.network.state_dict()
    kept = {name: one.cpu().contiguous() for name, one in state.items() if not name.startswith(HEADS)}
    temporary = file.with_suffix(".writing")
    save_file(kept, temporary)
    temporary.replace(file)


def films_of(films: PreparedFilms, labels: tuple[str, ...], preset: Preset) -> PreparedFilms:
    """Return the films of some labels; of those on disk nothing is copied.

    Parameters
    ----------
    films
        Of a classifier.
    labels
        Whose films are wanted; their places are the new targets.
    preset
        Its labels are those of the films.
    """
    places = np.array([labels.index(one) if one in labels else -1 for one in preset.labels], np.int64)
    targets = places[np.asarray(films.targets, np.int64)]
    rows = np.flatnonzero(targets >= 0)
    return PreparedFilms(
        chosen(films.pictures, rows),
        targets[rows],
        tuple(films.records[row] for row in rows),
        None if films.lungs is None else chosen(films.lungs, rows),
    )
