"""A film ready for the screen: made by a worker, frozen, free of Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from cxrviewer.display import FilmSampler, auto_windows, default_voi, render_grey8
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.study import Grey8, Image, LookupTable, StudyText, Voi, VoiFunction, Window

HOUNSFIELD = "HU"
HOUNSFIELD_PRESETS = (
    ("Lung", -600, 1500),
    ("Mediastinum", 40, 400),
    ("Bone", 400, 1800),
    ("Brain", 40, 80),
    ("Abdomen", 60, 400),
)
# The first is the automatic window
PERCENTILE_PRESETS = (
    ("Automatic", (0.5, 99.5)),
    ("Lung fields", (0.5, 70.0)),
    ("Mediastinum and bones", (30.0, 99.9)),
)
THUMBNAIL_SIDE = 112
# Kinds of images whose series is one volume or one run; two films of a projection series are two views.
STACKED_MODALITIES = frozenset({"CT", "MR", "PT", "NM"})
# The pyramid of half sizes takes a third of the image
_MEMORY_NUMERATOR, _MEMORY_DENOMINATOR = 4, 3


@dataclass(frozen=True, slots=True)
class FilmKey:
    """What to show: a file and one of its frames, from 1."""

    path: Path
    frame: int = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """A named VOI transform of one film.

    Attributes
    ----------
    name
        The file's explanation, or what it is good for.
    voi
        The transform.
    from_file
        Whether the file brings it.
    """

    name: str
    voi: Voi
    from_file: bool = False


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
        The window by percentiles: the automatic one, and where dragging starts while `voi` is a table.
    presets
        Every transform to choose from; the first nine have the number keys.
    """

    key: FilmKey
    image: Image
    sampler: FilmSampler
    voi: Voi | None
    base_window: Window | None
    presets: tuple[Preset, ...]

    @property
    def stack(self) -> str:
        """Name of the stack that the film belongs to."""
        return stack_name(self.key.path, self.image.source.frames, self.image.text)

    @property
    def in_hounsfield_units(self) -> bool:
        """Whether its values mean the same as those of every other CT."""
        return self.image.units == HOUNSFIELD

    @property
    def size_bytes(self) -> int:
        """Memory that the film takes with its pyramid."""
        return self.image.pixels.nbytes * _MEMORY_NUMERATOR // _MEMORY_DENOMINATOR


def stack_name(path: Path, frames: int, text: StudyText) -> str:
    """Return what the films of one stack have in common: their series, or their file.

    Parameters
    ----------
    path, frames
        The file and how many frames it has; a file of several frames is a stack of its own.
    text
        What its header says.
    """
    if frames <= 1 and text.modality in STACKED_MODALITIES and text.series_instance_uid:
        return f"series {text.series_instance_uid}"
    return f"file {path}"


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
    windows = auto_windows(image, [percentiles for _name, percentiles in PERCENTILE_PRESETS])
    computed = [replace(w, explanation=n) for w, (n, _p) in zip(windows, PERCENTILE_PRESETS, strict=True)]
    return Film(key, image, sampler, default_voi(image), computed[0], _presets(image, computed))


def _presets(image: Image, computed: Sequence[Window]) -> tuple[Preset, ...]:
    """Return what the number keys choose: in CT the tissues first, else the file's own transforms."""
    own = [Preset(_explained(voi, n, len(image.vois)), voi, True) for n, voi in enumerate(image.vois, 1)]
    full = Preset("Full range", replace(default_voi(replace(image, vois=())), explanation="Full range"))
    if image.units == HOUNSFIELD:
        return (*(_tissue(*preset) for preset in HOUNSFIELD_PRESETS), *own, full)
    return (*own, *(Preset(window.explanation, window) for window in computed), full)


def _explained(voi: Voi, number: int, of: int) -> str:
    """Return the file's explanation of a transform, else which of its transforms it is."""
    kind = "VOI LUT" if isinstance(voi, LookupTable) else "Window"
    return voi.explanation or (f"{kind} {number}" if of > 1 else kind)


def _tissue(name: str, centre: float, width: float) -> Preset:
    return Preset(name, Window(centre, width, VoiFunction.LINEAR, name))


def thumbnail(path: Path, context: JobContext, frame: int = 1, side: int = THUMBNAIL_SIDE) -> Grey8:
    """Return a small picture of a frame of a file, from 1.

    Returns
    -------
    Grey8
        (rows, columns) or (rows, columns, 3), the longer side `side`.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    """
    image = read_image(path, frame)
    context.checkpoint()
    picture = render_grey8(image, None if image.is_colour else default_voi(image))
    scale = side / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.ascontiguousarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
