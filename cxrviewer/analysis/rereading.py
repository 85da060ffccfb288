"""The results of a film over again for a lung mask that the user has corrected or drawn."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.classes import lung_coverage, lung_share
from cxrviewer.analysis.ct import lung_picture, lung_texture
from cxrviewer.analysis.lungs import lung_areas, lung_notices
from cxrviewer.study import (
    Analysis,
    HeatMap,
    Image,
    LungMask,
    ModelReference,
    TextureReadout,
    TextureSettings,
)
from cxrviewer.texture import LASCU2021, measure_textures

Labels = npt.NDArray[np.uint8]
Readouts = tuple[TextureReadout, ...]

NOT_RECOMPUTED = (
    "The lungs were edited by the user: areas and texture are of the edited lungs; probabilities and "
    "Grad-CAM are the model's, which saw the whole film."
)
DRAWN = "The lungs were drawn by the user: areas and texture are of them; no model has read this film."
BY_HAND = ModelReference("drawn by the user", "", "", "")


def reread(analysis: Analysis, image: Image, labels: Labels) -> Analysis:
    """Measure a film again in lungs that the user has corrected.

    Parameters
    ----------
    analysis
        As the models gave it.
    image
        The film that it is of.
    labels
        (rows, columns) uint8: 0 background, 1 the patient's right lung, 2 the left, as corrected.

    Returns
    -------
    Analysis
        With `labels` as its lungs, marked as edited, and areas, texture and each heat map's share in the
        lungs measured anew; probabilities, heat maps and models are those of `analysis`. The shares are those
        of the maps as they are kept, clipped to the scale of their card.

    Raises
    ------
    ValueError
        If image, labels and analysis do not belong together.
    """
    if analysis.image_key != image.source.key:
        raise ValueError("the analysis is of another image")
    lungs = LungMask(_fitting(labels, image), analysis.lungs.model, edited=True)
    areas = lung_areas(lungs, image.spacing)
    texture, nine = _textures(image, labels, _settings(analysis), LASCU2021)
    stale = lung_notices(analysis.lungs, analysis.areas)
    kept = (notice for notice in analysis.notices if notice not in stale)
    return replace(
        analysis,
        lungs=lungs,
        areas=areas,
        heatmaps=tuple(_shared_anew(heatmap, labels) for heatmap in analysis.heatmaps),
        texture=texture,
        texture_lascu2021=nine,
        notices=(NOT_RECOMPUTED, *kept, *lung_notices(lungs, areas)),
        patches=None,
    )


def retextured(analysis: Analysis, image: Image, settings: TextureSettings) -> Analysis:
    """Measure the texture of the lungs another way; that of the convention lascu2021 stays as published.

    Parameters
    ----------
    analysis
        Of the image.
    image
        The film.
    settings
        How to measure; what the grey levels are of is decided by the image.
    """
    (texture,) = _textures(image, analysis.lungs.labels, settings)
    return replace(analysis, texture=texture)


def read_drawn(image: Image, labels: Labels, settings: TextureSettings | None = None) -> Analysis:
    """Measure a film that no model has read in lungs that the user has drawn.

    Parameters
    ----------
    image, labels
        As in `reread`.
    settings
        How texture is measured; as the analysis does if None.

    Returns
    -------
    Analysis
        Without probabilities and heat maps; the lungs are `BY_HAND`.

    Raises
    ------
    ValueError
        If the labels are not in the image's geometry.
    """
    lungs = LungMask(_fitting(labels, image), BY_HAND, edited=True)
    texture, nine = _textures(image, labels, settings or TextureSettings(), LASCU2021)
    return Analysis(
        image_key=image.source.key,
        lungs=lungs,
        areas=lung_areas(lungs, image.spacing),
        classification=None,
        heatmaps=(),
        texture=texture,
        texture_lascu2021=nine,
        timings_s={},
        notices=(DRAWN, *image.notices),
    )


def _fitting(labels: Labels, image: Image) -> Labels:
    """Return the labels, if they are in the image's geometry."""
    if labels.shape != (image.rows, image.columns):
        raise ValueError(f"the labels' shape {labels.shape} is not the image's {(image.rows, image.columns)}")
    return labels


def _settings(analysis: Analysis) -> TextureSettings:
    """Return how the texture was measured."""
    return analysis.texture[0].settings if analysis.texture else TextureSettings()


def _textures(image: Image, labels: Labels, *ways: TextureSettings) -> tuple[Readouts, ...]:
    """Measure texture in several ways."""
    return measure_textures(lung_picture(image), labels, [lung_texture(image, way) for way in ways])


def _shared_anew(heatmap: HeatMap, labels: Labels) -> HeatMap:
    rows, columns = heatmap.values.shape
    coverage = lung_coverage(labels, (rows, columns), heatmap.extent)
    return replace(heatmap, lung_share=lung_share(heatmap.values, coverage))
