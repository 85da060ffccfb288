"""Annotations and masks of other programs onto the films that are open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import ReadError
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import AnnotationSet

MOST_FILES = 16


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """What files are.

    Attributes
    ----------
    layers
        For films that are open.
    rest
        Files that are no layers, or films themselves.
    sentences
        To be told.
    """

    layers: tuple[AnnotationSet, ...]
    rest: tuple[Path, ...]
    sentences: tuple[str, ...]


class Importing(QObject):
    """Tells layers from films among what the user opens, and puts them onto the films that they mean.

    Signals
    -------
    told
        A sentence: what could not be imported.
    imported
        A sentence: what was.
    """

    told = Signal(str)
    imported = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner

    def take(self, paths: Sequence[Path], otherwise: Callable[[Sequence[Path]], None]) -> None:
        """Import what are layers for open films; `otherwise` is called with all the rest."""
        files = tuple(self._session.files)
        if not files or not paths or len(paths) > MOST_FILES or all(path in files for path in paths):
            otherwise(paths)
            return
        work = partial(_sorted, tuple(paths), files)
        self._runner.submit(Lane.READING, work, partial(self._ended, otherwise))

    def _ended(self, otherwise: Callable[[Sequence[Path]], None], outcome: Outcome[_Sorted]) -> None:
        if isinstance(outcome, Failed):
            self.told.emit(sentence(outcome.error))
        elif isinstance(outcome, Succeeded):
            found = outcome.value
            for layers in found.layers:
                before = self._session.annotating.of(layers.image_key)
                self._session.annotating.edit(before.joining(layers))
            for one in found.sentences:
                self.told.emit(one)
            if found.layers:
                self.imported.emit(_words(found.layers))
            if found.rest:
                otherwise(found.rest)


def _words(layers: Sequence[AnnotationSet]) -> str:
    items, masks = sum(len(one.items) for one in layers), sum(len(one.segments) for one in layers)
    images = len({one.image_key for one in layers})
    where = "one film" if images == 1 else f"{images} films"
    return f"Imported onto {where}: annotations {items}, masks {masks}."


def _sorted(paths: tuple[Path, ...], films: tuple[Path, ...], context: JobContext) -> _Sorted:
    """Sort files; to be called by a worker."""
    from cxrviewer.export.annotations_json.reading import is_annotations_file
    from cxrviewer.export.layer_files import films_meant, is_picture_too, read_layer_file

    layers: list[AnnotationSet] = []
    rest: list[Path] = []
    sentences: list[str] = []
    for path in paths:
        context.checkpoint()
        try:
            file = read_layer_file(path)
            images = [image for image in films_meant(file, films) if not isinstance(image, ReadError)]
            drawn = [file.drawn_on(image) for image in images]
        except ReadError as error:
            if is_annotations_file(path):
                sentences.append(error.sentence)
            else:
                rest.append(path)
            continue
        found = [one for one in drawn if one is not None]
        layers += found
        sentences += file.notices if found else []
        if not found and is_picture_too(path):
            rest.append(path)
        elif not found:
            sentences.append(f"{path.name} belongs to none of the open films.")
    return _Sorted(tuple(layers), tuple(rest), tuple(sentences))
