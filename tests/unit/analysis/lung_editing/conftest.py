"""Masks to edit."""

import numpy as np
import pytest
from phantoms import draw_chest


@pytest.fixture
def lungs() -> np.ndarray:
    """The lungs of a drawn chest, (72, 80)."""
    _film, mask = draw_chest("normal", np.random.default_rng(11))
    return mask
