"""A classifier that reads files as the analysis does: picture, lungs if its card asks for them, classes."""

from dataclasses import dataclass
from pathlib import Path

from cxrviewer.display import render_unit
from cxrviewer.errors import ModelError
from cxrviewer.inference.model import Classifier, Reading, Segmenter, open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage, newest_package
from cxrviewer.locations import models_folder
from cxrviewer.readers import read_image


@dataclass(frozen=True, slots=True)
class FilmReader:
    """Reads files.

    Attributes
    ----------
    classifier
        The model in question.
    segmenter
        Finds the lungs where the classifier's card asks for them; else None.
    """

    classifier: Classifier
    segmenter: Segmenter | None = None

    def read(self, file: Path) -> Reading:
        """Classify a file (errors as in `read_image`)."""
        unit = render_unit(read_image(file))
        labels = None if self.segmenter is None else self.segmenter.segment(unit)
        return self.classifier.read(unit, labels)


def lung_segmenter(reads: str, threads: int = 0) -> Segmenter:
    """Load the lung segmentation that is installed for such pictures, for the CPU.

    Parameters
    ----------
    reads
        What the model must be made for, by its card.
    threads
        Of one film; 0 takes every core.

    Raises
    ------
    ModelError
        If there is none.
    """
    lungs = newest_package(models_folder(), "segment", reads)
    if lungs is None:
        raise ModelError(models_folder(), "holds no lung segmentation for this classifier")
    return open_segmenter(lungs, "cpu", threads)


def open_film_reader(package: ModelPackage) -> FilmReader:
    """Load a classifier for the CPU, and the lung segmentation that ships if its card asks for the lungs.

    Raises
    ------
    ModelError
        If the package is no classifier, is broken, or no lung segmentation is there.
    """
    if package.card.task != "classify":
        raise ModelError(package.folder, "is no classifier of films")
    classifier = open_classifier(package, "cpu")
    if not package.card.input.needs_lungs:
        return FilmReader(classifier)
    return FilmReader(classifier, lung_segmenter(package.card.reads))
