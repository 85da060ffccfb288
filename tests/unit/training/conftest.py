"""Presets and prepared films that train in seconds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import pytest
import torch
from phantoms import draw_chest

from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.presets import FOUR_CLASSES, Preset, find_preset

SIDE = 32


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def classify() -> Preset:
    """A recipe for the four drawn classes."""
    return replace(
        find_preset("shipped-cxr4"),
        package="tiny",
        options=MappingProxyType({"widths": (8, 16, 24), "blocks": 1, "dropout": 0}),
        frame="film",
        sizes=(SIDE,),
        epochs=(6,),
        batch=8,
        learning_rate=0.02,
        ema=0.8,
        rotation_deg=2.0,
        shift=0.02,
        zoom=0.02,
        contrast=0.05,
        erase=0.0,
        hide=0.0,
        inside=0.0,
        steady=0.0,
    )


@pytest.fixture(scope="session")
def segment() -> Preset:
    """A recipe for the lungs of drawn films."""
    return replace(
        find_preset("shipped-lungs"),
        package="tiny",
        options=MappingProxyType({"width": 4, "depth": 3}),
        sizes=(SIDE,),
        epochs=(15,),
        batch=8,
        learning_rate=0.02,
        ema=0.8,
        flip=0.0,
        rotation_deg=2.0,
        shift=0.02,
        zoom=0.02,
        contrast=0.05,
        erase=0.0,
    )


@pytest.fixture(scope="session")
def plain(classify: Preset) -> Preset:
    """The same without any augmentation."""
    return replace(
        classify, flip=0.0, rotation_deg=0.0, shift=0.0, zoom=0.0, contrast=0.0, noise=0.0, erase=0.0
    )


def draw_films(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, tuple[FilmRecord, ...]]:
    """Return films and masks on the grid and the films' records, `count` of each class."""
    generator = np.random.default_rng(seed)
    films, masks, records = [], [], []
    for number in range(count):
        for label in FOUR_CLASSES:
            film, mask = draw_chest(label, generator)
            films.append(cv2.resize(film, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
            masks.append(cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST))
            name = f"{label}-{number}"
            records.append(FilmRecord(Path(f"{name}.png"), label, name, "drawn", None))
    return np.stack(films), np.stack(masks), tuple(records)


def labelled(count: int, seed: int) -> PreparedFilms:
    """Films with their classes."""
    films, _masks, records = draw_films(count, seed)
    labels = np.array([FOUR_CLASSES.index(record.label) for record in records], np.int64)
    return PreparedFilms(films, labels, records)


def masked(count: int, seed: int) -> PreparedFilms:
    """Films with their lungs."""
    films, masks, records = draw_films(count, seed)
    return PreparedFilms(films, masks, records)


@pytest.fixture(scope="session")
def class_films() -> tuple[PreparedFilms, PreparedFilms]:
    """Films to train and to validate a classifier."""
    return labelled(12, seed=1), labelled(5, seed=2)


@pytest.fixture(scope="session")
def lung_films() -> tuple[PreparedFilms, PreparedFilms]:
    """Films to train and to validate a segmentation."""
    return masked(8, seed=3), masked(3, seed=4)
