"""How the current film is shown: one frozen record with pure edits."""

from dataclasses import dataclass, replace

from cxrviewer.study import Voi, Window

MINIMUM_WIDTH = 1e-6


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer over the film.

    Attributes
    ----------
    visible
        Whether it is shown.
    opacity
        0 to 1.
    """

    visible: bool = True
    opacity: float = 0.5


@dataclass(frozen=True, slots=True)
class Orientation:
    """How the film is turned: first mirrored left to right if `mirrored`, then by quarter turns clockwise."""

    quarter_turns: int = 0
    mirrored: bool = False

    def rotated(self, quarter_turns: int) -> "Orientation":
        """Turn what is seen clockwise."""
        return replace(self, quarter_turns=(self.quarter_turns + quarter_turns) % 4)

    def flipped_horizontally(self) -> "Orientation":
        """Mirror what is seen left to right."""
        return Orientation(-self.quarter_turns % 4, not self.mirrored)

    def flipped_vertically(self) -> "Orientation":
        """Mirror what is seen top to bottom."""
        return Orientation((2 - self.quarter_turns) % 4, not self.mirrored)


@dataclass(frozen=True, slots=True)
class DisplayState:
    """What the viewport needs to know besides the film and its results.

    Attributes
    ----------
    voi
        The VOI transform in use; None for a colour image as it is stored.
    inverted
        Whether black and white are exchanged.
    orientation
        Rotation and flips.
    mask, heatmap
        The layers.
    heatmap_label
        The class whose Grad-CAM is shown; None follows the prediction.
    texts_visible
        Whether the corner texts are shown.
    """

    voi: Voi | None = None
    inverted: bool = False
    orientation: Orientation = Orientation()
    mask: Layer = Layer()
    heatmap: Layer = Layer()
    heatmap_label: str | None = None
    texts_visible: bool = True

    def with_voi(self, voi: Voi | None) -> "DisplayState":
        """Show with another VOI transform."""
        return replace(self, voi=voi)

    def dragged(self, base: Window, centre_shift: float, width_shift: float) -> "DisplayState":
        """Show with the window that a drag of so many modality units makes of `base`."""
        width = max(base.width + width_shift, MINIMUM_WIDTH)
        if base.function.value == "LINEAR":
            width = max(width, 1.0)
        return replace(
            self, voi=replace(base, centre=base.centre + centre_shift, width=width, explanation="")
        )

    def toggled_inversion(self) -> "DisplayState":
        """Exchange black and white."""
        return replace(self, inverted=not self.inverted)

    def turned(self, orientation: Orientation) -> "DisplayState":
        """Show in another orientation."""
        return replace(self, orientation=orientation)

    def reset(self, voi: Voi | None) -> "DisplayState":
        """Show upright, not inverted, with `voi`; the layers stay as they are."""
        return replace(self, voi=voi, inverted=False, orientation=Orientation())
