"""The stages that a card may name, each a record of its parameters that can be applied to a film."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from cxrviewer.inference.preprocessing.film import Film
from cxrviewer.inference.preprocessing.greys import clahe, equalise, stretch_contrast, wiener
from cxrviewer.inference.preprocessing.lungs import (
    Mask,
    centred_frame,
    lung_box,
    lung_frame,
    only_lungs,
)
from cxrviewer.inference.preprocessing.placement import Geometry

Share = Annotated[float, Field(ge=0, le=0.5)]
Positive = Annotated[float, Field(gt=0)]


class _Stage(BaseModel):
    """What all stages have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resamples: ClassVar[bool] = False

    def apply(self, film: Film) -> Film:
        """Return the film after this stage."""
        raise NotImplementedError


class Stretch(_Stage):
    """Onto the whole grid, ignoring the aspect ratio (paper A)."""

    stage: Literal["stretch"] = "stretch"
    resamples: ClassVar[bool] = True

    def apply(self, film: Film) -> Film:
        """See `Placement.to_grid`."""
        return film.resampled(Geometry.STRETCH)


class Letterbox(_Stage):
    """Into the middle of the grid, keeping the aspect ratio; 0 beside the film."""

    stage: Literal["letterbox"] = "letterbox"
    resamples: ClassVar[bool] = True

    def apply(self, film: Film) -> Film:
        """See `Placement.to_grid`."""
        return film.resampled(Geometry.LETTERBOX)


class LungStage(_Stage):
    """Looks at where the lungs are, and leaves a film whole where they are not known."""

    def apply(self, film: Film) -> Film:
        """See `on_lungs`."""
        return film.whole() if film.lungs is None else self.on_lungs(film, film.lungs)

    def on_lungs(self, film: Film, lungs: Mask) -> Film:
        """Return the film after this stage; `lungs` are its own, with at least one pixel."""
        raise NotImplementedError


class LungCrop(LungStage):
    """Reads only the box around the lungs; the whole film where they are not known."""

    stage: Literal["lung_crop"] = "lung_crop"
    margin: Share = 0.05

    def on_lungs(self, film: Film, lungs: Mask) -> Film:
        """See `lung_box`."""
        return replace(film, crop=lung_box(lungs, self.margin))


class LungCentre(LungStage):
    """Moves the frame so that the lungs lie in its middle; the film's own frame where they are not known."""

    stage: Literal["lung_centre"] = "lung_centre"
    largest: Share = 0.2

    def on_lungs(self, film: Film, lungs: Mask) -> Film:
        """See `centred_frame`."""
        return replace(film, crop=centred_frame(film.picture, lungs, self.largest))


class LungFrame(LungStage):
    """Reads a square around the lungs, as large as they are wide and high; the whole film without any."""

    stage: Literal["lung_frame"] = "lung_frame"
    radii: float = Field(default=3.6, ge=1, le=10)

    def on_lungs(self, film: Film, lungs: Mask) -> Film:
        """See `lung_frame`."""
        return replace(film, crop=lung_frame(film.picture, lungs, self.radii))


class LungMask(LungStage):
    """Leaves only the lungs and a rim; the whole film where they are not known."""

    stage: Literal["lung_mask"] = "lung_mask"
    margin: Share = 0.05

    def on_lungs(self, film: Film, lungs: Mask) -> Film:
        """See `only_lungs`."""
        return replace(film, picture=only_lungs(film.picture, lungs, self.margin))


class PercentileStretch(_Stage):
    """Maps two percentiles of the film to 0 and 1."""

    stage: Literal["percentile_stretch"] = "percentile_stretch"
    low: float = Field(ge=0, lt=50)
    high: float = Field(gt=50, le=100)

    def apply(self, film: Film) -> Film:
        """See `stretch_contrast`."""
        return film.recoloured(lambda picture: stretch_contrast(picture, self.low, self.high))


class Equalise(_Stage):
    """Equalises the histogram (paper B)."""

    stage: Literal["equalise"] = "equalise"

    def apply(self, film: Film) -> Film:
        """See `equalise`."""
        return film.recoloured(equalise)


class Clahe(_Stage):
    """Equalises adaptively with limited contrast."""

    stage: Literal["clahe"] = "clahe"
    clip: float = Field(default=2.0, ge=1, le=256)
    tiles: int = Field(default=8, ge=1, le=64)

    def apply(self, film: Film) -> Film:
        """See `clahe`."""
        return film.recoloured(lambda picture: clahe(picture, self.clip, self.tiles))


class Wiener(_Stage):
    """Smooths where nothing but noise is (paper B)."""

    stage: Literal["wiener"] = "wiener"
    size: Literal[3, 5, 7, 9, 11] = 3

    def apply(self, film: Film) -> Film:
        """See `wiener`."""
        return film.recoloured(lambda picture: wiener(picture, self.size))


class GreyToRgb(_Stage):
    """Repeats the picture as red, green and blue."""

    stage: Literal["grey_to_rgb"] = "grey_to_rgb"

    def apply(self, film: Film) -> Film:
        """Return (3, rows, columns) of (rows, columns)."""
        return replace(film, picture=np.repeat(film.picture[None], 3, axis=0))


class Normalise(_Stage):
    """Subtracts a mean and divides by a standard deviation, of each channel or of all; else it is [0, 1]."""

    stage: Literal["normalise"] = "normalise"
    mean: float | tuple[float, float, float]
    std: Positive | tuple[Positive, Positive, Positive]

    def apply(self, film: Film) -> Film:
        """Return float32 of the same shape."""
        mean, std = (
            np.array(one)[:, None, None] if isinstance(one, tuple) else one for one in (self.mean, self.std)
        )
        return replace(film, picture=np.asarray((film.picture - mean) / std, np.float32))


IMAGENET: Final = Normalise(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
"""Statistics of ImageNet's training pictures, as torchvision's weights expect them; for `GreyToRgb` first."""

Stage = Annotated[
    Stretch
    | Letterbox
    | LungCrop
    | LungCentre
    | LungFrame
    | LungMask
    | PercentileStretch
    | Equalise
    | Clahe
    | Wiener
    | GreyToRgb
    | Normalise,
    Field(discriminator="stage"),
]


_FRAMES = ("lung_crop", "lung_centre", "lung_frame")
_LAST = ("grey_to_rgb", "normalise")


def check_order(stages: Sequence[Stage]) -> None:
    """Refuse stages that cannot follow each other.

    Exactly one resamples; a crop comes before it; channels are made, then standardised, at the end.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    names = [stage.stage for stage in stages]
    resampling = [place for place, stage in enumerate(stages) if stage.resamples]
    if len(resampling) != 1:
        raise ValueError("exactly one stage must bring the film to the grid")
    framing = [place for place, name in enumerate(names) if name in _FRAMES]
    if len(framing) > 1 or any(place > resampling[0] for place in framing):
        raise ValueError(f"{' or '.join(_FRAMES)} may occur once, before the film is brought to the grid")
    last = [name for name in _LAST if name in names]
    if names[len(names) - len(last) :] != last or any(
        name in _LAST for name in names[: len(names) - len(last)]
    ):
        raise ValueError("grey_to_rgb, then normalise must be the last stages, each at most once")
    per_channel = any(isinstance(one, Normalise) and isinstance(one.mean, tuple) for one in stages)
    if per_channel and "grey_to_rgb" not in names:
        raise ValueError("statistics of three channels need grey_to_rgb")
