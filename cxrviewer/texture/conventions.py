"""The named ways of reading features off a co-occurrence matrix."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from cxrviewer.texture.distribution import Distributions, Floats
from cxrviewer.texture.haralick import haralick1973
from cxrviewer.texture.lascu2021 import lascu2021

Features = dict[str, float]

CONVENTIONS: Mapping[str, Callable[[Distributions], dict[str, Floats]]] = {
    "haralick1973": haralick1973,
    "lascu2021": lascu2021,
}
"""Name -> features of each matrix, (matrices,)."""


def features_of_regions(regions: Sequence[Floats], convention: str) -> tuple[tuple[Features, Features], ...]:
    """Compute the features of several regions at once.

    Parameters
    ----------
    regions
        The normalised matrices of each.
    convention
        One of `CONVENTIONS`.

    Returns
    -------
    What `features_over_angles` returns for each region, and raises.
    """
    if not regions:
        return ()
    found = CONVENTIONS[convention](Distributions(np.concatenate(regions)))
    ends = np.cumsum([len(matrices) for matrices in regions])
    of_each = np.split(np.stack(list(found.values())), ends[:-1], axis=1)
    return tuple(
        (
            dict(zip(found, values.mean(axis=1).tolist(), strict=True)),
            dict(zip(found, np.ptp(values, axis=1).tolist(), strict=True)),
        )
        for values in of_each
    )


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
    return features_of_regions([glcm_normalised], convention)[0]


def haralick_features(glcm_normalised: Floats) -> Features:
    """Return the means of `features_over_angles` by the convention haralick1973."""
    return features_over_angles(glcm_normalised, "haralick1973")[0]
