"""How the current film is shown: one frozen record with pure edits."""

from dataclasses import dataclass, replace

from cxrviewer.study import ReadAs, Voi, VoiFunction, Window

MINIMUM_WIDTH = 1e-6
HOUNSFIELD = "HU"


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
class Override:
    """What the user does not believe of a file.

    Attributes
    ----------
    polarity
        Whether the file's polarity is wrong: its black is white.
    voi
        Whether the file's windows and VOI LUTs are to be ignored: a window is computed.
    read_as
        What the analysis is to take the picture for.
    """

    polarity: bool = False
    voi: bool = False
    read_as: ReadAs = ReadAs.AUTO

    @property
    def of_analysis(self) -> "Override":
        """What stays when the film is shown as its file says again."""
        return Override(read_as=self.read_as)


@dataclass(frozen=True, slots=True)
class DisplayState:
    """What the viewport needs to know besides the film and its results.

    Attributes
    ----------
    voi
        The VOI transform in use; None for a colour image as it is stored.
    inverted
        Whether black and white are exchanged for the eye.
    override
        What of the file is set aside.
    orientation
        Rotation and flips.
    mask, heatmap
        The layers.
    heat_stretched
        Whether the Grad-CAM is stretched to its own highest value instead of the scale of its card.
    model_outline
        Whether the model's own lungs are shown beside those that the user has corrected.
    heatmap_label
        The class whose Grad-CAM is shown; None follows the prediction.
    patch_map
        Whether the merged Grad-CAM of the patches is shown in place of that of the whole film.
    texture, texture_feature
        The layer of the texture map, and what the map is of; None for no map.
    texts_visible
        Whether the corner texts are shown.
    annotations_visible
        Whether what the reader has drawn is shown.
    """

    voi: Voi | None = None
    inverted: bool = False
    override: Override = Override()
    orientation: Orientation = Orientation()
    mask: Layer = Layer()
    heatmap: Layer = Layer()
    heat_stretched: bool = False
    model_outline: bool = True
    heatmap_label: str | None = None
    texture: Layer = Layer(opacity=0.5)
    texture_feature: str | None = None
    patch_map: bool = False
    texts_visible: bool = True
    annotations_visible: bool = True

    @property
    def negative(self) -> bool:
        """Whether the picture is the negative of what the file asks for."""
        return self.inverted != self.override.polarity

    def with_voi(self, voi: Voi | None) -> "DisplayState":
        """Show with another VOI transform."""
        return replace(self, voi=voi)

    def overridden(self, override: Override, own: Voi | None, computed: Window | None) -> "DisplayState":
        """Show with this of the file set aside.

        Parameters
        ----------
        override
            What is not believed from now on.
        own, computed
            The file's transform and the one that stands in for it.
        """
        voi = self.voi
        if override.voi != self.override.voi:
            voi = computed if override.voi else own
        return replace(self, override=override, voi=voi)

    def sharing(self, other: "DisplayState") -> "DisplayState":
        """Show the layers and texts that another viewport shows."""
        return replace(
            self,
            mask=other.mask,
            heatmap=other.heatmap,
            heat_stretched=other.heat_stretched,
            texture=other.texture,
            texture_feature=other.texture_feature,
            patch_map=other.patch_map,
            model_outline=other.model_outline,
            texts_visible=other.texts_visible,
            annotations_visible=other.annotations_visible,
        )

    def following(self, before: "DisplayState", after: "DisplayState", *, same_units: bool) -> "DisplayState":
        """Do what another, linked viewport has done to its window and polarity.

        Parameters
        ----------
        before, after
            The display of the other viewport.
        same_units
            Whether a window means the same here (Hounsfield units); if not, this window is moved and
            widened in the proportion of the other.
        """
        inverted = self.inverted != (before.inverted != after.inverted)
        if not (isinstance(self.voi, Window) and isinstance(after.voi, Window)) or after.voi == before.voi:
            return replace(self, inverted=inverted)
        voi = after.voi if same_units else _in_proportion(self.voi, before.voi, after.voi)
        return replace(self, inverted=inverted, voi=voi)

    def dragged(self, base: Window, centre_shift: float, width_shift: float) -> "DisplayState":
        """Show with the window that a drag of so many modality units makes of `base`."""
        width = max(base.width + width_shift, MINIMUM_WIDTH)
        if base.function is VoiFunction.LINEAR:
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
        """Show upright, as the file says, with `voi`; the layers stay as they are."""
        return replace(
            self, voi=voi, inverted=False, override=self.override.of_analysis, orientation=Orientation()
        )


def _in_proportion(own: Window, before: Voi | None, after: Window) -> Window:
    """Return `own` moved and widened as the other window was; after a table there is no proportion."""
    if not isinstance(before, Window):
        return own
    shift = (after.centre - before.centre) / before.width
    width = own.width * after.width / before.width
    width = max(width, 1.0 if own.function is VoiFunction.LINEAR else MINIMUM_WIDTH)
    return replace(own, centre=own.centre + shift * own.width, width=width, explanation="")
