"""Grad-CAM (Selvaraju et al. 2017) of a head that is global average pooling and one linear layer."""

import numpy as np
from safetensors.numpy import load_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap


def head_weights(package: ModelPackage) -> FloatMap:
    """Return the weights of the linear head, (classes, channels) float32.

    Raises
    ------
    ModelError
        If the package has no such head.
    """
    weights = load_file(package.weights).get("head.weight")
    if weights is None or weights.ndim != 2:
        raise ModelError(package.weights, "has no linear head that Grad-CAM could explain")
    return np.asarray(weights, np.float32)


def gradcam(maps: FloatMap, weights: FloatMap) -> FloatMap:
    """Return the Grad-CAM maps of every class.

    The gradient of logit c at the last maps A is w_c / Z at each of the Z positions, so equations 1 and 2 of
    the paper, ReLU(sum_k alpha_k A_k) with alpha_k = w_ck / Z, need no backward pass.

    Parameters
    ----------
    maps
        (channels, rows, columns) last feature maps of one film.
    weights
        (classes, channels) of the linear head.

    Returns
    -------
    (classes, rows, columns) float32
        0 or above, in units of the logit per position.
    """
    positions = maps.shape[1] * maps.shape[2]
    contributions = np.tensordot(weights / positions, maps, axes=1)
    return np.maximum(contributions, 0, dtype=np.float32)
