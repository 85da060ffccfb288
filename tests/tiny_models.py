"""A real pair of model packages, small enough to be made in a few seconds."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from phantoms import draw_chest, individual
from torch import nn
from torch.nn import functional

from cxrviewer.inference.card import PatchContract, TrainingRecord
from cxrviewer.inference.networks import build_network
from cxrviewer.inference.preprocessing import Geometry, place, stretch_contrast
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.packages.packaging import Findings, make_card, write_network
from cxrviewer.training.presets import FOUR_CLASSES, WHOLE_FILM, Preset, find_preset

SIDE = 64

LUNGS = replace(
    find_preset("shipped-lungs"),
    package="lungs-tiny",
    options=MappingProxyType({"width": 4, "depth": 4}),
    sizes=(SIDE,),
    epochs=(1,),
)
CLASSES = replace(
    find_preset("shipped-cxr4"),
    package="cxr4-tiny",
    options=MappingProxyType({"widths": (4, 8, 12), "blocks": 1}),
    frame=WHOLE_FILM,
    read_filters=(),
    geometry="letterbox",
    sizes=(SIDE,),
    epochs=(1,),
    hide=0.0,
    inside=0.0,
)
PATCHES = replace(
    find_preset("shipped-cxr4-patches"),
    package="cxr4-patches-tiny",
    options=MappingProxyType({"widths": (4, 8, 12), "blocks": 1}),
    sizes=(32,),
    epochs=(1,),
    start="",
    patches=PatchContract(side=64, lung_rows=128, detail_rows=64),
    patches_per_film=3,
)


def write_tiny_package(network: nn.Module, preset: Preset, folder: Path, version: str = "1.0.0") -> Path:
    """Write a package below `folder` and return where it lies."""
    package = folder / f"{preset.package}-{version}"
    golden = write_network(network, preset, package)
    record = TrainingRecord(
        preset=preset.name,
        settings={"epochs": str(preset.epochs)},
        data_sha256="0" * 64,
        split="none",
        seed=preset.seed,
        validation_share=preset.validation_share,
        images_by_source={"phantom": dict.fromkeys(FOUR_CLASSES, 1)},
    )
    findings = Findings((), 1.5, None if preset.task == "segment" else 0.005)
    write_card(make_card(preset, version, record, findings, golden, package), package)
    return package


def _phantom_batch() -> tuple[torch.Tensor, torch.Tensor]:
    """Return films (n, 1, side, side) as the network sees them and their masks (n, side, side)."""
    generator = np.random.default_rng(0)
    films, masks = [], []
    for label in 4 * FOUR_CLASSES:
        film, mask = individual(*draw_chest(label, generator), generator)
        placement = place((film.shape[0], film.shape[1]), (SIDE, SIDE), Geometry.STRETCH)
        grid = stretch_contrast(placement.to_grid(film.astype(np.float32) / 255), 1, 99)
        films.append((grid - LUNGS.mean) / LUNGS.std)
        masks.append(
            np.stack([placement.to_grid((mask == k).astype(np.float32)) for k in range(3)]).argmax(0)
        )
    return torch.from_numpy(np.stack(films)[:, None]), torch.from_numpy(np.stack(masks))


def lung_network() -> nn.Module:
    """Return a U-Net that has seen a few drawn chests: enough to find something on each side."""
    torch.manual_seed(0)
    network = build_network("unet", 3, LUNGS.options).train()
    optimizer = torch.optim.Adam(network.parameters(), 0.02)
    films, masks = _phantom_batch()
    for _step in range(60):
        optimizer.zero_grad()
        functional.cross_entropy(network(films), masks).backward()
        optimizer.step()
    return network.eval()


def class_network() -> nn.Module:
    """Return a classifier with random weights."""
    torch.manual_seed(1)
    return build_network("residual", 4, CLASSES.options).eval()


def write_tiny_models(folder: Path) -> Path:
    """Write both packages into a folder that can stand in for `models/`."""
    write_tiny_package(lung_network(), LUNGS, folder)
    write_tiny_package(class_network(), CLASSES, folder)
    return folder


def write_tiny_patch_package(folder: Path) -> Path:
    """Write a classifier of patches with random weights that do not call everything the same."""
    torch.manual_seed(5)
    network = build_network("residual", 4, PATCHES.options).eval()
    with torch.no_grad():
        network.get_parameter("head.weight").mul_(20)
    return write_tiny_package(network, PATCHES, folder)
