"""A film ready for the screen: made by a worker, frozen, free of Qt."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from cxrviewer.display import FilmSampler, auto_window, default_voi, render_grey8
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.study import Grey8, Image, Voi, VoiFunction, Window

HOUNSFIELD_PRESETS = (("Lung", -600, 1500), ("Mediastinum", 40, 400), ("Bone", 400, 1800))
PERCENTILE_PRESETS = (
    ("Automatic", 0.5, 99.5),
    ("Lung fields", 0.5, 70.0),
    ("Mediastinum and bones", 30.0, 99.9),
)
THUMBNAIL_SIDE = 112


@dataclass(frozen=True, slots=True)
class FilmKey:
    """What to show: a file and one of its frames, from 1."""

    path: Path
    frame: int = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """A named VOI transform of one film."""

    name: str
    voi: Voi


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """An image with what the viewport needs of it.

    Attributes
    ----------
    key
        What was asked for.
    image
        The decoded frame.
    sampler
        Its pyramid.
    voi
        The film's own VOI transform; None for a colour image.
    base_window
        The window that dragging starts from while `voi` is a table.
    presets
        For the number keys, in their order; at most nine.
    """

    key: FilmKey
    image: Image
    sampler: FilmSampler
    voi: Voi | None
    base_window: Window | None
    presets: tuple[Preset, ...]


def load_film(key: FilmKey, context: JobContext) -> Film:
    """Read a frame and prepare it for the screen.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    JobCancelledError
        If it is no longer wanted.
    """
    image = read_image(key.path, key.frame)
    context.checkpoint()
    sampler = FilmSampler(image)
    if image.is_colour:
        return Film(key, image, sampler, None, None, ())
    presets = _presets(image)
    return Film(key, image, sampler, default_voi(image), auto_window(image), presets)


def _presets(image: Image) -> tuple[Preset, ...]:
    """Return the file's own VOI transforms, then computed ones, then those of Hounsfield units."""
    own = [Preset(voi.explanation or f"From the file, {n}", voi) for n, voi in enumerate(image.vois, 1)]
    computed = [
        Preset(name, _named(auto_window(image, low, high), name)) for name, low, high in PERCENTILE_PRESETS
    ]
    full = Preset("Full range", _named(auto_window(image, 0.0, 100.0), "Full range"))
    tissue = [
        Preset(name, Window(centre, width, VoiFunction.LINEAR, name))
        for name, centre, width in HOUNSFIELD_PRESETS
    ]
    return tuple([*own[:5], *(tissue if image.units == "HU" else computed), full][:9])


def _named(window: Window, name: str) -> Window:
    return Window(window.centre, window.width, window.function, name)


def thumbnail(path: Path, context: JobContext) -> Grey8:
    """Return a small picture of a file's first frame.

    Returns
    -------
    Grey8
        (rows, columns) or (rows, columns, 3), the longer side `THUMBNAIL_SIDE`.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    """
    image = read_image(path)
    context.checkpoint()
    picture = render_grey8(image, None if image.is_colour else default_voi(image))
    scale = THUMBNAIL_SIDE / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.ascontiguousarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
