"""Grad-CAM (Selvaraju et al. 2017): exact for a head of global average pooling and one linear layer.

Other heads need gradients, which the session of such a package computes in torch (`gradcam_torch`).
"""

import numpy as np
from safetensors.numpy import load_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import Answer


def head_weights(package: ModelPackage) -> FloatMap | None:
    """Return the weights of the linear head on averaged maps, (classes, channels) float32.

    None where the network of the package has another head.

    Raises
    ------
    ModelError
        If the package has no such weights, for its network is no classifier or unknown.
    """
    entry = NETWORKS.get(package.card.architecture)
    if entry is not None and entry.gradcam_layer and not entry.head:
        return None
    name = f"{entry.head}.weight" if entry is not None else ""
    weights = load_file(package.weights).get(name)
    if weights is None or weights.ndim != 2:
        raise ModelError(package.weights, "has no linear head that Grad-CAM could explain")
    return np.asarray(weights, np.float32)


def explain(answer: Answer, weights: FloatMap | None) -> FloatMap:
    """Return the Grad-CAM maps of every film of a batch and every class.

    Parameters
    ----------
    answer
        Of a classifier's session.
    weights
        Of the linear head, see `head_weights`; None where the session took gradients.

    Returns
    -------
    (n, classes, rows, columns) float32
        See `gradcam`.

    Raises
    ------
    ValueError
        If the answer is not a classifier's.
    """
    if answer.cams is not None:
        return answer.cams
    if answer.maps is None or weights is None:
        raise ValueError("the session of a classifier must answer feature maps")
    return np.stack([gradcam(maps, weights) for maps in answer.maps])


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
