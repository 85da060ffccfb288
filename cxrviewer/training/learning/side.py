"""The course of the picture sizes of a preset."""

from cxrviewer.training.presets import Preset


def side_of_epoch(preset: Preset, epoch: int) -> int:
    """Return the picture size of a zero-based epoch."""
    for side, count in zip(preset.sizes, preset.epochs, strict=True):
        if epoch < count:
            return side
        epoch -= count
    raise ValueError("the preset has no such epoch")
