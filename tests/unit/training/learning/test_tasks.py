import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from cxrviewer.training.data_set.films import IGNORE
from cxrviewer.training.learning.batches import Batch
from cxrviewer.training.learning.tasks import disagreement, make_task, outside_share
from cxrviewer.training.presets import Preset


class Says(nn.Module):
    """Answers the logits that it was given."""

    def __init__(self, logits: torch.Tensor, *, maps: bool) -> None:
        super().__init__()
        self.logits, self.maps = logits, maps

    def forward(self, pictures: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        return (self.logits, torch.zeros(1)) if self.maps else self.logits


def lung_logits(labels: torch.Tensor, certainty: float) -> torch.Tensor:
    return nn.functional.one_hot(labels, 3).movedim(-1, 1).float() * certainty


@pytest.fixture
def lungs() -> torch.Tensor:
    masks = torch.zeros(2, 8, 8, dtype=torch.int64)
    masks[:, 2:6, 1:3], masks[:, 2:6, 5:7] = 1, 2
    return masks


NOTHING = torch.zeros(2, 1, 8, 8)


def test_the_loss_of_a_classifier_falls_as_it_gets_surer_of_the_truth(classify: Preset) -> None:
    task, targets = make_task(classify), torch.tensor([0, 3])
    truth = nn.functional.one_hot(targets, 4).float()
    losses = [
        float(task.loss(Says(truth * certainty, maps=True), Batch(NOTHING, targets)).loss)
        for certainty in (-2, 0, 1, 3)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[1] == pytest.approx(math.log(4))


def test_smoothed_labels_punish_too_much_certainty(classify: Preset) -> None:
    task, targets = make_task(classify), torch.tensor([0, 3])
    truth = nn.functional.one_hot(targets, 4).float()
    sure, too_sure = (
        float(task.loss(Says(truth * k, maps=True), Batch(NOTHING, targets)).loss) for k in (5, 50)
    )
    assert too_sure > sure


def test_the_score_of_a_classifier_is_its_macro_f1(classify: Preset) -> None:
    task = make_task(classify)
    tallies = [
        task.measure(
            Says(nn.functional.one_hot(torch.tensor(guess), 4).float(), maps=True),
            Batch(NOTHING, torch.tensor(truth)),
        ).tally
        for guess, truth in (([0, 1], [0, 1]), ([2, 3], [2, 2]))
    ]
    # classes 0 and 1: 1; class 2: 2/3; class 3: 0
    assert task.score((tallies[0] + tallies[1]).tolist()) == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)
    every = task.measure(Says(torch.eye(4), maps=True), Batch(NOTHING, torch.arange(4))).tally
    assert task.score(every.tolist()) == 1
    assert (task.score_name, task.size) == ("macro F1", len(every))


def test_films_that_come_twice_count_once_while_training(classify: Preset) -> None:
    task = make_task(replace(classify, steady=1.0))
    targets = torch.tensor([0, 3])
    logits = nn.functional.one_hot(torch.tensor([0, 3, 1]), 4).float()
    batch = Batch(NOTHING, targets, moved=NOTHING[:1])
    found = task.loss(Says(logits, maps=True), batch).tally
    assert (found.sum(), task.score(found.tolist())) == (2, 1)


def test_the_loss_of_a_segmentation_falls_to_nought(segment: Preset, lungs: torch.Tensor) -> None:
    task = make_task(segment)
    losses = [
        float(task.loss(Says(lung_logits(lungs, certainty), maps=False), Batch(NOTHING, lungs)).loss)
        for certainty in (-3, 0, 3, 30)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(0, abs=1e-3)


def test_exchanged_lungs_cost_more_than_right_ones(segment: Preset, lungs: torch.Tensor) -> None:
    task = make_task(segment)
    exchanged = torch.where(lungs > 0, 3 - lungs, 0)
    right, wrong = (
        float(task.loss(Says(lung_logits(one, 5), maps=False), Batch(NOTHING, lungs)).loss)
        for one in (lungs, exchanged)
    )
    assert wrong > right + 1


def test_open_pixels_count_neither_in_the_loss_nor_in_the_score(segment: Preset, lungs: torch.Tensor) -> None:
    task, open_lungs = make_task(segment), lungs.clone()
    open_lungs[:, 4:] = IGNORE
    other = lungs.clone()
    other[:, 4:] = 1  # wrong only where nothing is known
    same = [
        float(task.loss(Says(lung_logits(one, 5), maps=False), Batch(NOTHING, open_lungs)).loss)
        for one in (lungs, other)
    ]
    assert same[0] == pytest.approx(same[1])
    found = task.measure(Says(lung_logits(other, 5), maps=False), Batch(NOTHING, open_lungs)).tally
    assert task.score(found.tolist()) == 1


def test_the_score_of_a_segmentation_is_the_mean_dice_of_the_films(
    segment: Preset, lungs: torch.Tensor
) -> None:
    task, found = make_task(segment), lungs.clone()
    found[1] = 0
    found[1, 2:4, 1:3], found[1, 2:4, 5:7] = 1, 2  # half of each lung: 2 * 8 / (8 + 16)
    tally = task.measure(Says(lung_logits(found, 5), maps=False), Batch(NOTHING, lungs)).tally
    assert task.score(tally.tolist()) == pytest.approx((1 + 2 / 3) / 2)
    assert (task.score_name, task.size) == ("Dice", len(tally))


def test_the_loss_has_a_gradient(segment: Preset, lungs: torch.Tensor) -> None:
    logits = lung_logits(lungs, 1.0).requires_grad_()
    make_task(segment).loss(Says(logits, maps=False), Batch(NOTHING, lungs)).loss.backward()
    assert logits.grad is not None
    assert logits.grad.abs().sum() > 0


def test_outside_share_is_what_of_the_heat_lies_beside_the_lungs() -> None:
    maps = torch.zeros(2, 1, 2, 2)
    maps[0, 0, 0, 0], maps[0, 0, 1, 1] = 3.0, 1.0  # a quarter of the first film's heat lies at the right
    maps[1, 0, 0, 0] = 5.0  # all of the second one's at the left
    lungs = torch.zeros(2, 8, 8, dtype=torch.bool)
    lungs[:, :, :4] = True
    assert outside_share(maps, torch.ones(2, 1), lungs).item() == pytest.approx(0.125)
    assert outside_share(maps, -torch.ones(2, 1), lungs).item() == 0.0  # nothing speaks for the class


def test_disagreement_is_nothing_for_equal_answers_and_grows() -> None:
    logits = torch.tensor([[2.0, 0.0, -1.0]])
    near, far = (disagreement(logits, logits + torch.tensor([[0.0, step, 0.0]])).item() for step in (0.5, 2))
    assert disagreement(logits, logits + 3).item() == pytest.approx(0, abs=1e-6)  # a constant says nothing
    assert 0 < near < far
    p, q = logits.softmax(1)[0], (logits + torch.tensor([[0.0, 2.0, 0.0]])).softmax(1)[0]
    both = (p * (p / q).log()).sum() + (q * (q / p).log()).sum()
    assert far == pytest.approx(both.item(), rel=1e-5)
