from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.learning.batches import sampling_weights, training_batches, validation_batches
from cxrviewer.training.presets import Preset

CPU = torch.device("cpu")
Films = tuple[PreparedFilms, PreparedFilms]


def epoch_of(
    films: PreparedFilms, preset: Preset, epoch: int = 0, side: int = 32
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return all pictures and targets of an epoch in their order."""
    batches = list(training_batches(films, preset, side, epoch, CPU))
    return torch.cat([one.pictures for one in batches]), torch.cat([one.targets for one in batches])


def test_seed_and_epoch_alone_decide(class_films: Films, classify: Preset) -> None:
    films = class_films[0]
    pictures, targets = epoch_of(films, classify, epoch=3)
    torch.manual_seed(99)  # torch's own state of chance plays no part
    again, targets_again = epoch_of(films, classify, epoch=3)
    assert torch.equal(pictures, again)
    assert torch.equal(targets, targets_again)


def test_another_epoch_or_seed_brings_other_batches(class_films: Films, plain: Preset) -> None:
    films, unbalanced = class_films[0], replace(plain, balance=0.0)
    orders = [
        epoch_of(films, unbalanced, epoch=0)[0],
        epoch_of(films, unbalanced, epoch=1)[0],
        epoch_of(films, replace(unbalanced, seed=8), epoch=0)[0],
    ]
    assert not torch.equal(orders[0], orders[1])
    assert not torch.equal(orders[0], orders[2])


def test_without_balance_an_epoch_shows_every_film_once(class_films: Films, plain: Preset) -> None:
    films = class_films[0]
    pictures, targets = epoch_of(films, replace(plain, balance=0.0))
    assert len(pictures) == len(films.records) == 48
    shown = torch.round((pictures[:, 0] * plain.std + plain.mean) * 255).to(torch.uint8).numpy()
    assert {one.tobytes() for one in shown} == {one.tobytes() for one in films.pictures}
    assert Counter(targets.tolist()) == Counter(films.targets.tolist())


def test_pictures_keep_their_targets(class_films: Films, plain: Preset) -> None:
    films = class_films[0]
    label_of = {
        picture.tobytes(): int(label) for picture, label in zip(films.pictures, films.targets, strict=True)
    }
    pictures, targets = epoch_of(films, plain)
    shown = torch.round((pictures[:, 0] * plain.std + plain.mean) * 255).to(torch.uint8).numpy()
    assert [label_of[one.tobytes()] for one in shown] == targets.tolist()


def strata(counts: dict[tuple[str, str], int]) -> PreparedFilms:
    """Films of which only label and source matter."""
    from pathlib import Path

    records = tuple(
        FilmRecord(Path(f"{number}.png"), label, str(number), source, None)
        for (label, source), count in counts.items()
        for number in range(count)
    )
    return PreparedFilms(np.zeros((len(records), 2, 2), np.uint8), np.zeros(len(records), np.int64), records)


COUNTS = {("normal", "a"): 100, ("normal", "b"): 25, ("covid19", "a"): 4, ("other", "c"): 9}


@pytest.mark.parametrize("balance", [0.25, 0.5, 1.0])
def test_labels_are_drawn_alike_and_sources_as_the_exponent_says(balance: float) -> None:
    films = strata(COUNTS)
    weights = sampling_weights(films, balance)
    assert weights.sum() == pytest.approx(1)
    labels = np.array([record.label for record in films.records])
    for label in ("normal", "covid19", "other"):
        assert weights[labels == label].sum() == pytest.approx(1 / 3)
    # among the normal films: a film of the source of 100 against one of the source of 25
    assert weights[0] / weights[100] == pytest.approx((100 / 25) ** -balance)


def test_drawing_follows_the_weights(plain: Preset) -> None:
    films = strata({("normal", "a"): 900, ("covid19", "a"): 100})
    films = replace(films, targets=np.repeat([0, 1], [900, 100]).astype(np.int64))
    _pictures, targets = epoch_of(films, replace(plain, balance=0.5, batch=100), side=2)
    assert targets.float().mean().item() == pytest.approx(0.5, abs=0.06)


def test_a_last_batch_of_one_film_is_left_out(class_films: Films, plain: Preset) -> None:
    films = class_films[0]
    odd = PreparedFilms(films.pictures[:17], films.targets[:17], films.records[:17])
    assert [len(one.pictures) for one in training_batches(odd, plain, 32, 0, CPU)] == [8, 8]
    assert [len(one.pictures) for one in validation_batches(odd, plain, 32, CPU)] == [8, 8, 1]


def test_validation_shows_the_films_unchanged_and_in_order(class_films: Films, classify: Preset) -> None:
    films = class_films[1]
    batches = list(validation_batches(films, classify, 32, CPU))
    pictures = torch.cat([one.pictures for one in batches])
    expected = (films.pictures.astype(np.float64) / 255 - classify.mean) / classify.std
    assert np.abs(pictures[:, 0].numpy() - expected).max() < 1e-5
    assert torch.cat([one.targets for one in batches]).tolist() == films.targets.tolist()


def test_a_smaller_size_shrinks_pictures_and_keeps_whole_labels(lung_films: Films, segment: Preset) -> None:
    films = lung_films[1]
    targets = films.targets.copy()
    targets[:, :6] = IGNORE
    films = replace(films, targets=targets)
    pictures, masks, *_rest = next(iter(validation_batches(films, segment, 16, CPU)))
    assert pictures.shape == (8, 1, 16, 16)
    assert masks.shape == (8, 16, 16)
    assert masks.dtype == torch.int64
    assert set(masks.unique().tolist()) == {0, 1, 2, IGNORE}
    average = films.pictures[0].reshape(16, 2, 16, 2).mean(axis=(1, 3))
    shown = (pictures[0, 0].numpy() * segment.std + segment.mean) * 255
    assert np.corrcoef(average.ravel(), shown.ravel())[0, 1] > 0.99


def test_lungs_move_with_their_film_and_what_lies_beside_them_is_hidden(
    class_films: Films, plain: Preset
) -> None:
    films = class_films[0]
    lungs = np.zeros_like(films.pictures)
    lungs[:, 8:24, 4:14] = 1
    films = replace(films, pictures=np.where(lungs, 255, 0).astype(np.uint8), lungs=lungs)
    preset = replace(plain, frame="lung_frame", flip=1.0, shift=0.1, hide=1.0)
    for batch in training_batches(films, preset, 32, 0, CPU):
        assert batch.lungs is not None
        assert batch.moved is None
        shown = batch.pictures[:, 0] * preset.std + preset.mean
        assert bool(shown[batch.lungs].max() > 0.99)
        for picture, rim in zip(shown, batch.lungs, strict=True):
            assert picture[~rim].std().item() < 1e-6  # one grey
        columns = batch.lungs.any(dim=1).float() @ torch.arange(32.0) / batch.lungs.any(dim=1).sum(dim=1)
        assert bool((columns > 15).all())  # mirrored


def test_a_quarter_of_a_batch_comes_again_moved_by_no_more_than_two_cells(
    class_films: Films, plain: Preset
) -> None:
    films, preset = class_films[0], replace(plain, steady=1.0)
    pictures = np.zeros_like(films.pictures)
    pictures[:, 12:20, 12:20] = 255
    films = replace(films, pictures=pictures)
    for batch in training_batches(films, preset, 32, 0, CPU):
        assert batch.moved is not None
        assert len(batch.moved) == len(batch.pictures) // 4
        unit = batch.moved[:, 0] * preset.std + preset.mean
        places = torch.arange(32.0) + 0.5
        rows = (unit.sum(dim=2) @ places) / unit.sum(dim=(1, 2))
        assert bool(((rows - 16).abs() <= 2.3).all())
        assert bool((rows - 16).abs().max() > 0.1)
