"""What the recipes of both papers have in common: nothing is done that a paper does not say."""

from dataclasses import replace
from typing import Final

from cxrviewer.training.presets.preset import Optimizer, Preset, Schedule


def without_augmentation(preset: Preset) -> Preset:
    """Return a recipe that changes no film at random."""
    return replace(
        preset, flip=0.0, rotation_deg=0.0, shift=0.0, zoom=0.0, contrast=0.0, noise=0.0, erase=0.0
    )


PLAIN: Final = without_augmentation(
    Preset(
        name="",
        description="",
        task="classify",
        package="",
        architecture="",
        options={},
        labels=(),
        geometry="stretch",
        low_percent=0.0,
        high_percent=100.0,
        optimizer=Optimizer.SGD,
        momentum=0.9,
        schedule=Schedule.CONSTANT,
        warmup=0.0,
        label_smoothing=0.0,
        ema=0.0,
        patience=0,
        mixed_precision=False,
        balance=0.0,
        validation_share=0.2,
    )
)
"""Greys from 0 to 1, a constant learning rate, the weights themselves, every film once an epoch, 80 to 20."""
