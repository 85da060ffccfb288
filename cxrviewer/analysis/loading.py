"""The models that read chest radiographs, loaded as the catalogue says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.catalogue import Catalogue, Picked, open_picked, pick_card
from cxrviewer.inference.choices import Purpose
from cxrviewer.inference.gate import Gate, open_gate
from cxrviewer.inference.model import Classifier, Segmenter, open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage
from cxrviewer.study import Recipe, TextureSettings

T = TypeVar("T")
_TASKS = ("segment", "classify", "gate")


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models of one device; without a gate, file and lung mask alone decide what is read.

    Attributes
    ----------
    notices, passed_over
        Sentences on chosen models that could not be used, and their names.
    """

    segmenter: Segmenter
    classifier: Classifier
    gate: Gate | None
    notices: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    def recipe(self, texture: TextureSettings) -> Recipe:
        """Return what these models make results with."""
        parts = (self.segmenter, self.classifier, *((self.gate,) if self.gate else ()))
        return Recipe(tuple(part.package.card.identity for part in parts), texture, self.passed_over)


@dataclass(frozen=True, slots=True)
class LoadedPatches:
    """The loaded classifier of patches, and a sentence where it is not the chosen one."""

    classifier: Classifier
    notice: str


def planned_recipe(catalogue: Catalogue, texture: TextureSettings) -> Recipe:
    """Return what results will be made with, as far as cards tell.

    Raises
    ------
    ModelError
        If a card that ships is broken.
    """
    picked = [pick_card(catalogue, Purpose(task, FRONTAL_FILMS)) for task in _TASKS]
    found = tuple(one.value.identity for one in picked if one.value is not None)
    return Recipe(found, texture, _passed_over(picked))


def load_models(catalogue: Catalogue, device: str, threads: int) -> Models:
    """Load the package of each task that is in use, for "cpu" or "cuda".

    Raises
    ------
    ModelError
        If no segmentation or no classifier is installed, or one that ships is broken.
    """
    segment = _opened(catalogue, "segment", partial(open_segmenter, device=device, threads=threads))
    classify = _opened(catalogue, "classify", partial(open_classifier, device=device, threads=threads))
    gate = _opened(catalogue, "gate", partial(open_gate, device=device, threads=threads))
    picked: tuple[Picked[Any], ...] = (segment, classify, gate)
    return Models(
        _needed(segment.value, catalogue, "segment"),
        _needed(classify.value, catalogue, "classify"),
        gate.value,
        tuple(dict.fromkeys(one.notice for one in picked if one.notice)),
        _passed_over(picked),
    )


def load_patch_classifier(catalogue: Catalogue, reads: str, device: str, threads: int) -> LoadedPatches:
    """Load the classifier of patches of such images.

    Raises
    ------
    ModelError
        If none is installed, or the one that ships is broken.
    """
    open_it = partial(open_classifier, device=device, threads=threads)
    picked = open_picked(catalogue, Purpose("patches", reads), open_it)
    if picked.value is None:
        raise ModelError(catalogue.shipped, f"no patch model is installed for {reads}")
    return LoadedPatches(picked.value, picked.notice)


def _opened(catalogue: Catalogue, task: str, open_model: Callable[[ModelPackage], T]) -> Picked[T]:
    """Load the package for a task on films."""
    return open_picked(catalogue, Purpose(task, FRONTAL_FILMS), open_model)


def _needed(model: T | None, catalogue: Catalogue, task: str) -> T:
    """Return a model that must be there."""
    if model is None:
        raise ModelError(catalogue.shipped, f"holds no model package for the task {task!r}")
    return model


def _passed_over(picked: Iterable[Picked[Any]]) -> tuple[str, ...]:
    """Return the names of chosen models that cannot be used."""
    return tuple(one.passed_over for one in picked if one.passed_over)
