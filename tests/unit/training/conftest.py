"""Presets and prepared films that train in seconds."""

from collections.abc import Iterator

import pytest
import torch
from tiny_training import classifying, labelled, masked, segmenting, without_chance

from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.presets import Preset


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def classify() -> Preset:
    """A recipe for the four drawn classes."""
    return classifying()


@pytest.fixture(scope="session")
def segment() -> Preset:
    """A recipe for the lungs of drawn films."""
    return segmenting()


@pytest.fixture(scope="session")
def plain() -> Preset:
    """A recipe for the four drawn classes without any augmentation."""
    return without_chance(classifying())


@pytest.fixture(scope="session")
def class_films() -> tuple[PreparedFilms, PreparedFilms]:
    """Films to train and to validate a classifier."""
    return labelled(12, seed=1), labelled(5, seed=2)


@pytest.fixture(scope="session")
def lung_films() -> tuple[PreparedFilms, PreparedFilms]:
    """Films to train and to validate a segmentation."""
    return masked(8, seed=3), masked(3, seed=4)
