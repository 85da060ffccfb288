"""The analysis of one axial CT slice, from the picture to the results."""

from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from cxrviewer.analysis.classes import classification, heat_maps
from cxrviewer.analysis.ct.lungs import find_lungs, lung_sentences
from cxrviewer.analysis.ct.picture import lung_picture, lung_texture
from cxrviewer.analysis.ct.sides import NotAxialError
from cxrviewer.analysis.lungs import LUNG_NAMES, lung_areas
from cxrviewer.analysis.stages import Stages, frame_notice
from cxrviewer.errors import UnsuitableError
from cxrviewer.inference.card import CT_SLICES
from cxrviewer.inference.catalogue import Catalogue, Picked, open_picked, pick_card
from cxrviewer.inference.choices import Purpose
from cxrviewer.inference.model import Classifier, Reading, open_classifier
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.study import (
    Analysis,
    Classification,
    Grey8,
    HeatMap,
    Image,
    LungMask,
    Recipe,
    TextureReadout,
    TextureSettings,
)
from cxrviewer.texture import LASCU2021, measure_textures

_PURPOSE = Purpose("classify", CT_SLICES)
SMALLEST_LUNGS = 0.01  # of the picture, both together
NO_LUNG = "is not analysed: no lung was found in this slice"
Readouts = tuple[TextureReadout, ...]
_MARGIN = 0.03  # of the lungs' box, on each side of what the classifier sees
_CROPPED = 0.6  # of a picture: if the lungs' box takes more, it is a figure that has been cropped already


class SliceAnalyser:
    """Analyses axial slices; the classifier is small and runs on the CPU.

    Parameters
    ----------
    catalogue
        The model packages.
    texture
        How texture is measured.
    threads
        Threads of a forward pass; 0 takes every core.
    """

    def __init__(self, catalogue: Catalogue, texture: TextureSettings, threads: int = 0) -> None:
        self._catalogue, self._texture, self._threads = catalogue, texture, threads
        self._loaded: Picked[Classifier] | None = None

    def classifies(self) -> bool:
        """Whether a classifier of CT slices is installed (ModelError if a card is broken)."""
        return pick_card(self._catalogue, _PURPOSE).value is not None

    def recipe(self) -> Recipe:
        """Return what results are made with (ModelError if a card is broken)."""
        if self._loaded is None:
            picked = pick_card(self._catalogue, _PURPOSE)
            card, passed_over = picked.value, picked.passed_over
        else:
            model, passed_over = self._loaded.value, self._loaded.passed_over
            card = None if model is None else model.package.card
        return Recipe(
            () if card is None else (card.identity,),
            replace(self._texture, quantisation="of a CT slice"),
            (passed_over,) if passed_over else (),
        )

    def analyse(self, image: Image, context: JobContext) -> Analysis:
        """Analyse one slice.

        Raises
        ------
        UnsuitableError
            If it is no axial slice or shows no lung.
        ModelError
            If the model package is broken.
        JobCancelledError
            If the context was cancelled.
        """
        context.progress(0.0, "loading the models")
        picked, stages = self._classifier(), Stages(context)
        unit = stages.run("picture", 0.05, partial(lung_picture, image))
        lungs = stages.run("lungs", 0.1, partial(_lungs, image, unit))
        found, maps = _classes(picked.value, unit, lungs, stages)
        texture, nine = stages.run("texture", 0.8, partial(self._textures, image, unit, lungs.labels))
        context.progress(1.0, "done")
        return Analysis(
            image_key=image.source.key,
            lungs=lungs,
            areas=lung_areas(lungs, image.spacing),
            classification=found,
            heatmaps=maps,
            texture=texture,
            timings_s=stages.timings_s,
            texture_lascu2021=nine,
            notices=(
                *((picked.notice,) if picked.notice else ()),
                *image.notices,
                *frame_notice(image),
                *lung_sentences(image),
                *_missing(lungs),
            ),
        )

    def _textures(self, image: Image, unit: FloatMap, labels: Grey8) -> tuple[Readouts, Readouts]:
        """Measure texture with the settings, and by the convention lascu2021."""
        ways = [lung_texture(image, settings) for settings in (self._texture, LASCU2021)]
        own, nine = measure_textures(unit, labels, ways)
        return own, nine

    def _classifier(self) -> Picked[Classifier]:
        """Return the classifier of CT slices, if one is installed."""
        if self._loaded is None:
            self._loaded = open_picked(
                self._catalogue, _PURPOSE, partial(open_classifier, device="cpu", threads=self._threads)
            )
        return self._loaded


def _lungs(image: Image, unit: FloatMap) -> LungMask:
    """Find the lungs; a picture without any is refused."""
    try:
        lungs = find_lungs(image, unit)
    except NotAxialError as error:
        raise UnsuitableError(image.source.path, str(error)) from error
    if np.count_nonzero(lungs.labels) < SMALLEST_LUNGS * lungs.labels.size:
        raise UnsuitableError(image.source.path, NO_LUNG)
    return lungs


def _classes(
    classifier: Classifier | None, unit: FloatMap, lungs: LungMask, stages: Stages
) -> tuple[Classification | None, tuple[HeatMap, ...]]:
    """Classify the part of the slice that holds the lungs, and explain it on the whole slice."""
    if classifier is None:
        return None, ()
    rows, columns = seen_part(lungs.labels)
    reading: Reading = stages.run("classes", 0.5, partial(classifier.read, unit[rows, columns]))
    cut = replace(lungs, labels=lungs.labels[rows, columns])
    maps = stages.run("Grad-CAM", 0.7, partial(heat_maps, classifier, reading, cut))
    moved = tuple(_moved(heatmap, columns.start, rows.start) for heatmap in maps)
    return classification(classifier, reading), moved


def seen_part(labels: Grey8) -> tuple[slice, slice]:
    """Return the rows and columns that the classifier sees: as tight around the lungs as figures of slices.

    Parameters
    ----------
    labels
        (rows, columns) uint8, the lungs; not empty.
    """
    rows, columns = labels.shape
    left, top, width, height = cv2.boundingRect((labels > 0).astype(np.uint8))
    if width * height > _CROPPED * rows * columns:
        return slice(0, rows), slice(0, columns)
    across, down = round(_MARGIN * width), round(_MARGIN * height)
    return (
        slice(max(0, top - down), min(rows, top + height + down)),
        slice(max(0, left - across), min(columns, left + width + across)),
    )


def _moved(heatmap: HeatMap, columns: int, rows: int) -> HeatMap:
    """Bring a map of a part of the slice to the slice's own coordinates."""
    left, top, right, bottom = heatmap.extent
    return replace(heatmap, extent=(left + columns, top + rows, right + columns, bottom + rows))


def _missing(lungs: LungMask) -> tuple[str, ...]:
    """Return a sentence for a lung that the slice does not show."""
    return tuple(
        f"The {name} lung was not found in this slice."
        for label, name in LUNG_NAMES.items()
        if not (lungs.labels == label).any()
    )
