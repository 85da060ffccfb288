"""What patches and the convention lascu2021 say of a film, made by hand: every number can be told apart."""

import numpy as np

from cxrviewer.study import HeatMap, ModelReference, PatchReading, PatchSettings, TextureReadout
from cxrviewer.texture import LASCU2021

PATCH_MODEL = ModelReference("cxr4-patches", "1.0.0", "abcdef0123456789" * 4, "ONNX Runtime 1.31 (CPU)")
ANSWERS = np.array(
    [[0.7, 0.1, 0.1, 0.1], [0.5, 0.3, 0.1, 0.1], [0.25, 0.5, 0.125, 0.125], [0.6, 0.2, 0.1, 0.1]], np.float32
)
LABELS = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
NINE = {
    "contrast": 0.375,
    "local_homogeneity": 0.8125,
    "homogeneity": 0.8125,
    "entropy": 2.75,
    "correlation": 0.96875,
    "mean": 10.625,
    "sum_entropy": 2.25,
    "variance": 34.5,
    "sum_variance": 98.25,
    "sum_variance_uncentred": 137.5,
}
"""V lies in the domains of COVID-19 alone, M and SV in those of COVID-19 and others."""


def votes(seed: str = "seed#1") -> PatchReading:
    """Return three votes of four for normal, one for lung opacity."""
    means, spread = ANSWERS.mean(axis=0, dtype=float), ANSWERS.std(axis=0, dtype=float)
    counted = np.bincount(ANSWERS.argmax(axis=1), minlength=len(LABELS))
    return PatchReading(
        votes=dict(zip(LABELS, counted.tolist(), strict=True)),
        probabilities=dict(zip(LABELS, means.tolist(), strict=True)),
        deviations=dict(zip(LABELS, spread.tolist(), strict=True)),
        grouped={
            "normal": float(means[0]),
            "covid19": float(means[3]),
            "other_pathology": float(means[1] + means[2]),
        },
        centres=np.array([[20.5, 30.25], [21, 31], [50, 20], [52, 24]], np.float64),
        answers=ANSWERS,
        patch_px=17.5,
        heatmaps=tuple(
            HeatMap(
                label,
                np.array([[0.5, np.nan], [0.25, n / 8]], np.float32),
                (-4.5, 0.0, 84.0, 60.0),
                n / 4,
                PATCH_MODEL,
            )
            for n, label in enumerate(LABELS)
        ),
        settings=PatchSettings(seed, 224, 448, 168, masked=True),
        model=PATCH_MODEL,
    )


def nine(region: str = "both lungs", **other: float) -> TextureReadout:
    """Return the features of Lascu (2021) of a region."""
    return TextureReadout(region, NINE | other, 4321, LASCU2021)
