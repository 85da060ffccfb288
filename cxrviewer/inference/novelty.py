"""How far a film lies from those that a network has learnt from: Mahalanobis distance of its features."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import FEATURES_FILE
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import Answer

MEAN, WHITENING = "mean", "whitening"


@dataclass(frozen=True, slots=True, eq=False)
class KnownFilms:
    """The training films' pooled features as one normal distribution (Lee et al. 2018, section 2.1).

    Attributes
    ----------
    mean
        (channels,) float32.
    whitening
        (channels, channels) float32 W with W Wᵀ = inverse covariance.
    """

    mean: FloatMap
    whitening: FloatMap

    def score(self, features: FloatMap) -> float:
        """Return the distance per channel of pooled features, (channels,): about 1 for a usual film."""
        deviation = (features - self.mean) @ self.whitening
        return float(np.sqrt(np.mean(deviation.astype(np.float64) ** 2)))


def pooled(answer: Answer) -> FloatMap:
    """Return the features before the head, (films, channels) float32: the last maps' means.

    Raises
    ------
    ValueError
        If the network gives no maps.
    """
    if answer.maps is None:
        raise ValueError("the session must answer feature maps")
    return np.asarray(answer.maps.mean(axis=(2, 3)), np.float32)


def fit_known_films(features: FloatMap) -> KnownFilms:
    """Return the distribution of pooled features, (films, channels).

    The covariance is shrunk towards its mean variance; the shrinkage (a hundredth) keeps the inverse finite
    where channels are silent or alike.
    """
    values: npt.NDArray[np.float64] = features.astype(np.float64)
    covariance = np.cov(values, rowvar=False)
    channels = len(covariance)
    shrunk = 0.99 * covariance + 0.01 * np.trace(covariance) / channels * np.eye(channels)
    whitening = np.linalg.cholesky(np.linalg.inv(shrunk))
    return KnownFilms(values.mean(axis=0).astype(np.float32), whitening.astype(np.float32))


def save_known_films(known: KnownFilms, file: Path) -> None:
    """Write a distribution beside the weights."""
    save_file({MEAN: known.mean, WHITENING: known.whitening}, file)
    file.chmod(0o644)  # safetensors leaves the file to its owner alone


def open_known_films(package: ModelPackage) -> KnownFilms:
    """Read the distribution that a package holds.

    Raises
    ------
    ModelError
        If there is none or it cannot be used.
    """
    file = package.folder / FEATURES_FILE
    try:
        tensors = load_file(file)
        mean, whitening = tensors[MEAN], tensors[WHITENING]
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(file, "cannot be read as a distribution of features") from error
    if mean.ndim != 1 or whitening.shape != (mean.size, mean.size):
        raise ModelError(file, "is not a distribution of features (its shapes do not fit)")
    return KnownFilms(mean.astype(np.float32), whitening.astype(np.float32))
