import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.learning.control import Control
from cxrviewer.training.learning.events import EpochEvent, Event
from cxrviewer.training.learning.losses import class_loss, class_weights, mask_loss, merged, one_vs_all
from cxrviewer.training.learning.tasks import make_task
from cxrviewer.training.learning.trainer import Course, fit
from cxrviewer.training.presets import MERGED_LUNGS, Loss, Preset

Films = tuple[PreparedFilms, PreparedFilms]


def test_each_class_is_told_from_all_others() -> None:
    logits, targets = torch.tensor([[2.0, -1.0, 0.0]]), torch.tensor([0])
    # -(log s(2) + log(1 - s(-1)) + log(1 - s(0))) / 3
    by_hand = (math.log1p(math.exp(-2)) + math.log1p(math.exp(-1)) + math.log(2)) / 3
    assert one_vs_all(logits, targets, 0.0).item() == pytest.approx(by_hand, rel=1e-6)
    assert one_vs_all(logits * 50, targets, 0.2).item() > one_vs_all(logits, targets, 0.2).item()


def test_rare_classes_weigh_more(classify: Preset) -> None:
    targets = np.array([0] * 6 + [1] * 3 + [2] * 3, np.int64)
    films = PreparedFilms(np.zeros((12, 4, 4), np.uint8), targets, ())
    weights = class_weights(films, classify)
    assert weights.tolist() == [0.5, 1.0, 1.0, 0.0]
    weighted = replace(classify, loss=Loss.WEIGHTED, label_smoothing=0.0)
    logits = torch.zeros(2, 4)
    logits[0, 0] = 2.0  # the common class is right and sure, the rare one is guessed
    loss = class_loss(logits, torch.tensor([0, 1]), weighted, weights).item()
    right = math.log(math.exp(2) + 3) - 2
    assert loss == pytest.approx((0.5 * right + 1.0 * math.log(4)) / 1.5, rel=1e-6)


def test_pixels_are_counted_and_open_ones_are_not(segment: Preset) -> None:
    masks = np.zeros((3, 4, 4), np.uint8)
    masks[:, 0, :] = 1
    masks[:, 1, :2] = 2
    masks[:, 3, :] = IGNORE
    films = PreparedFilms(masks, masks, ())
    # of 12 known pixels 6 are background, 4 right, 2 left
    assert class_weights(films, segment).tolist() == pytest.approx([12 / 18, 12 / 12, 12 / 6])


def test_a_weighted_task_asks_for_films(segment: Preset, lung_films: Films) -> None:
    weighted = replace(segment, loss=Loss.WEIGHTED)
    with pytest.raises(ValueError, match="counted from the films"):
        make_task(weighted)
    make_task(weighted, lung_films[0])


def test_cross_entropy_alone_is_torchs(segment: Preset) -> None:
    torch.manual_seed(0)
    logits, targets = torch.randn(2, 3, 8, 8), torch.randint(0, 3, (2, 8, 8))
    plain = mask_loss(logits, targets, replace(segment, loss=Loss.CROSS_ENTROPY), None)
    assert plain.item() == pytest.approx(functional.cross_entropy(logits, targets).item())
    assert mask_loss(logits, targets, segment, None) > plain + 0.1


def test_merged_lungs_are_one_and_clean() -> None:
    masks = torch.zeros(1, 32, 32, dtype=torch.int64)
    masks[0, 8:26, 2:13], masks[0, 8:26, 19:30] = 1, 2
    masks[0, 12, 6] = 0  # a hole
    masks[0, 2, 16] = 2  # a crumb
    masks[0, 30:, :] = IGNORE
    found = merged(masks)
    wanted = torch.zeros(1, 32, 32, dtype=torch.int64)
    wanted[0, 8:26, 2:13] = wanted[0, 8:26, 19:30] = 1
    wanted[0, 30:, :] = IGNORE
    assert torch.equal(found, wanted)


COURSES = {
    "one vs all, sgd": {
        "loss": Loss.ONE_VS_ALL,
        "optimizer": "sgd",
        "learning_rate": 0.2,
        "schedule": "constant",
    },
    "weighted, adam": {"loss": Loss.WEIGHTED, "optimizer": "adam", "schedule": "step", "step_epochs": 2},
    "cross-entropy, sgd": {"loss": Loss.CROSS_ENTROPY, "optimizer": "sgd", "learning_rate": 0.05},
}


@pytest.mark.parametrize("changes", COURSES.values(), ids=COURSES.keys())
def test_a_classifier_learns_by_every_loss(
    class_films: Films, plain: Preset, tmp_path: Path, changes: dict[str, object]
) -> None:
    reports = trained(class_films, replace(plain, weight_decay=0.001, epochs=(8,), **changes), tmp_path)
    assert reports[-1].loss < 0.7 * reports[0].loss
    assert reports[-1].score > 0.6


@pytest.mark.parametrize("loss", [Loss.CROSS_ENTROPY, Loss.WEIGHTED])
def test_a_segmentation_learns_by_every_loss(
    lung_films: Films, segment: Preset, tmp_path: Path, loss: Loss
) -> None:
    reports = trained(lung_films, replace(segment, loss=loss), tmp_path)
    assert reports[-1].loss < 0.6 * reports[0].loss
    assert reports[-1].score > 0.8


def test_merged_lungs_are_learnt_mirrored_or_not(lung_films: Films, segment: Preset, tmp_path: Path) -> None:
    merging = replace(segment, labels=MERGED_LUNGS, loss=Loss.CROSS_ENTROPY, optimizer="adam", flip=0.5)
    reports = trained(lung_films, merging, tmp_path)
    assert reports[-1].score > 0.8


def trained(films: Films, preset: Preset, folder: Path) -> list[EpochEvent]:
    told: list[Event] = []
    fit(Course(*films, preset, folder, told.append, Control(folder)))
    return [event for event in told if isinstance(event, EpochEvent)]
