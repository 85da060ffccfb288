"""The fixed test picture of every package and the network's answer to it, compared at every load."""

from collections.abc import Callable
from functools import reduce

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.card import InputContract
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.preprocessing.film import Film

TILES = 4


def golden_batch(contract: InputContract) -> FloatMap:
    """Return smooth waves of several lengths, (1, channels, rows, columns) float32, standardised."""
    rows = np.arange(contract.rows, dtype=np.float64)[:, None]
    columns = np.arange(contract.columns, dtype=np.float64)[None, :]
    waves = np.sin(rows / 17.0) * np.cos(columns / 11.0) + np.sin((rows + columns) / 41.0)
    film = Film((0.5 + waves / 4).astype(np.float32), contract.grid)
    picture = reduce(lambda film, stage: stage.apply(film), contract.last_stages, film).picture
    return np.ascontiguousarray(picture.reshape(1, contract.channels, *contract.grid), np.float32)


def golden_outputs(run: Callable[[FloatMap], FloatMap], contract: InputContract) -> npt.NDArray[np.float64]:
    """Return the logits for the golden picture; maps of logits as the means of 4 × 4 tiles, flattened."""
    logits: npt.NDArray[np.float64] = np.asarray(run(golden_batch(contract))[0], np.float64)
    if logits.ndim == 1:
        return logits
    classes, rows, columns = logits.shape
    tiles = logits.reshape(classes, TILES, rows // TILES, TILES, columns // TILES)
    return np.asarray(tiles.mean(axis=(2, 4)).ravel(), np.float64)
