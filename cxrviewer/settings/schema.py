"""What is remembered between two runs; dialog, page of the guide and check of the file derive from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number or a text may be.

    Attributes
    ----------
    low, high
        Smallest and largest number, both allowed.
    choices
        The only texts allowed; empty where any is.
    """

    low: float = float("-inf")
    high: float = float("inf")
    choices: tuple[str, ...] = ()

    def admit(self, value: object) -> bool:
        """Tell whether a value of the right type keeps the limits."""
        if isinstance(value, bool):
            return True
        if isinstance(value, int | float):
            return self.low <= value <= self.high
        return not self.choices or value in self.choices


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a setting stands in the dialog.

    Attributes
    ----------
    page
        One of `PAGES`.
    title
        What it is called there.
    unit
        Stands after a number; of a share, "%", which is shown in hundredths.
    """

    page: str
    title: str
    unit: str = ""


def _setting(
    default: Any,  # noqa: ANN401
    description: str,
    limits: Limits | None = None,
    shown: Shown | None = None,
) -> Any:  # noqa: ANN401
    metadata = {"description": description, "limits": limits or Limits(), "shown": shown}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


_ANALYSIS, _TEXTURE, _LAYERS, _WINDOW = "Analysis", "Texture", "Layers and texts", "Window"
_FILMS, _READING = "Films", "Reading"
PAGES = (_ANALYSIS, _TEXTURE, _LAYERS, _WINDOW, _FILMS, _READING)

FINDING_LABELS = (
    "Normal",
    "No acute finding",
    "Consolidation",
    "Ground-glass opacity",
    "Interstitial pattern",
    "Atelectasis",
    "Nodule or mass",
    "Cavity",
    "Hyperinflation",
    "Pulmonary oedema",
    "Pleural effusion",
    "Pleural thickening",
    "Pneumothorax",
    "Cardiomegaly",
    "Mediastinal widening",
    "Hilar enlargement",
    "Fracture",
    "Pneumoperitoneum",
    "Line or tube",
    "Technically limited",
)
_SHARE, _PIXELS = Limits(0.0, 1.0), Limits(-100_000, 100_000)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is remembered; each field carries its description, its limits and its place in the dialog.

    What has no place there the window remembers by itself.
    """

    recent_files: tuple[str, ...] = _setting((), "Files and folders opened last, newest first.")
    recent_limit: int = _setting(
        10, "How many files File > Recent lists.", Limits(0, 50), Shown(_FILMS, "Recent files")
    )
    analyse_on_open: bool = _setting(
        True, "Analyse a film as soon as it is shown.", shown=Shown(_ANALYSIS, "Analyse by itself")
    )
    device: str = _setting(
        "auto",
        "What computes: the graphics card if it can be used, the processor, or the card and nothing else.",
        Limits(choices=("auto", "cpu", "cuda")),
        Shown(_ANALYSIS, "Computed by"),
    )
    patches: int = _setting(
        100,
        "How many patches of the lungs vote when they are asked.",
        Limits(10, 1000),
        Shown(_ANALYSIS, "Patches"),
    )
    texture_levels: int = _setting(
        32,
        "Grey levels of the co-occurrence matrix, over the display range.",
        Limits(8, 256),
        Shown(_TEXTURE, "Grey levels"),
    )
    texture_distance: int = _setting(
        1, "How far apart the two pixels of a pair are.", Limits(1, 16), Shown(_TEXTURE, "Distance", "px")
    )
    texture_symmetric: bool = _setting(
        True, "Count each pair of pixels both ways.", shown=Shown(_TEXTURE, "Symmetric")
    )
    texture_convention: str = _setting(
        "haralick1973",
        "How features are read off the matrix.",
        Limits(choices=("haralick1973", "lascu2021")),
        Shown(_TEXTURE, "Features"),
    )
    mask_visible: bool = _setting(True, "Show the lungs over the film.", shown=Shown(_LAYERS, "Lung mask"))
    mask_opacity: float = _setting(
        0.5, "How much the lung mask covers.", _SHARE, Shown(_LAYERS, "Opacity of the lung mask", "%")
    )
    heatmap_visible: bool = _setting(
        True, "Show the Grad-CAM over the film.", shown=Shown(_LAYERS, "Grad-CAM")
    )
    heatmap_opacity: float = _setting(
        0.55, "How much the Grad-CAM covers.", _SHARE, Shown(_LAYERS, "Opacity of the Grad-CAM", "%")
    )
    texts_visible: bool = _setting(
        True, "Show patient, study, window and values in the corners.", shown=Shown(_LAYERS, "Corner texts")
    )
    histogram_visible: bool = _setting(
        False, "Show the histogram of the film above the panels.", shown=Shown(_WINDOW, "Histogram")
    )
    cine_rate: int = _setting(
        15, "Images a second when a stack is played.", Limits(1, 60), Shown(_FILMS, "Rate of cine", "/s")
    )
    cache_megabytes: int = _setting(
        1024,
        "Memory for films that have been decoded; more of it makes going back and forth faster.",
        Limits(64, 65_536),
        Shown(_FILMS, "Memory for films", "MB"),
    )
    finding_labels: tuple[str, ...] = _setting(
        FINDING_LABELS, "Findings to choose from, in their order.", shown=Shown(_READING, "List of findings")
    )
    shortcuts: Mapping[str, str] = _setting(
        {}, "Keys of commands, where they are not the usual ones.", shown=Shown(_READING, "Shortcuts")
    )
    brush_share: float = _setting(
        0.015,
        "Radius of the brush that corrects lungs, in hundredths of the film's longer side.",
        Limits(0.002, 0.05),
        Shown(_READING, "Lung brush", "%"),
    )
    films_visible: bool = _setting(
        True, "Show the list of studies at the left.", shown=Shown(_WINDOW, "List of studies")
    )
    panels_visible: bool = _setting(
        True,
        "Show analysis, measurements and reading at the right.",
        shown=Shown(_WINDOW, "Panels of results"),
    )
    last_folder: str = _setting("", "Folder that the next file dialog starts in.")
    last_batch: str = _setting("", "Folder of the batch that the triage window showed last.")
    window_width: int = _setting(1600, "Width of the window in pixels.", Limits(800, 20_000))
    window_height: int = _setting(1000, "Height of the window in pixels.", Limits(600, 20_000))
    window_left: int = _setting(0, "Left edge of the window in pixels.", _PIXELS)
    window_top: int = _setting(0, "Upper edge of the window in pixels.", _PIXELS)
    window_screen: str = _setting("", "Name of the screen that the window was on.")
    window_placed: bool = _setting(False, "Whether the place of the window is known.")
    window_maximized: bool = _setting(False, "Whether the window filled its screen.")


def with_value(settings: Settings, name: str, value: Any) -> Settings:  # noqa: ANN401
    """Return the settings with one value, which must be of its type and within its limits."""
    return replace(settings, **{name: value})


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A setting of the dialog.

    Attributes
    ----------
    name
        In `Settings` and in the file.
    default
        The usual value.
    description
        One sentence.
    limits
        What it may be.
    page, title, unit
        See `Shown`.
    """

    name: str
    default: object
    description: str
    limits: Limits
    page: str
    title: str
    unit: str


def _specs() -> tuple[SettingSpec, ...]:
    usual = Settings()
    return tuple(
        SettingSpec(
            one.name,
            getattr(usual, one.name),
            one.metadata["description"],
            one.metadata["limits"],
            shown.page,
            shown.title,
            shown.unit,
        )
        for one in fields(Settings)
        if (shown := one.metadata["shown"]) is not None
    )


SHOWN: tuple[SettingSpec, ...] = _specs()
