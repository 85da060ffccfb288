"""The named ways of reading features off a co-occurrence matrix."""

from collections.abc import Callable, Mapping

import numpy as np

from cxrviewer.texture.distribution import Distribution, Floats
from cxrviewer.texture.haralick import haralick1973
from cxrviewer.texture.lascu2021 import lascu2021

Features = dict[str, float]

CONVENTIONS: Mapping[str, Callable[[Distribution], Features]] = {
    "haralick1973": haralick1973,
    "lascu2021": lascu2021,
}
"""Name -> features of one angle's matrix."""


def features_over_angles(glcm_normalised: Floats, convention: str) -> tuple[Features, Features]:
    """Compute the features of each angle's matrix.

    Parameters
    ----------
    glcm_normalised
        (angles, levels, levels) float64; each matrix sums to 1.
    convention
        One of `CONVENTIONS`.

    Returns
    -------
    Feature name -> mean over the angles, and -> range (largest less smallest) over the angles
    (Haralick 1973, section IV).

    Raises
    ------
    ValueError
        If there is no matrix, or one that is not square or does not sum to 1.
    """
    compute = CONVENTIONS[convention]
    per_angle = [compute(one) for one in Distribution.of_each_angle(glcm_normalised)]
    values = {name: np.array([one[name] for one in per_angle]) for name in per_angle[0]}
    means = {name: float(np.mean(of_angles)) for name, of_angles in values.items()}
    ranges = {name: float(np.ptp(of_angles)) for name, of_angles in values.items()}
    return means, ranges


def haralick_features(glcm_normalised: Floats) -> Features:
    """Return the means of `features_over_angles` by the convention haralick1973."""
    return features_over_angles(glcm_normalised, "haralick1973")[0]
