from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.jobs import JobCancelledError, JobContext, Progress
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.checkpoint import BEST, LAST
from cxrviewer.training.learning.control import CancelAskedError, Control
from cxrviewer.training.learning.events import (
    EpochEvent,
    Event,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
)
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.side import side_of_epoch
from cxrviewer.training.learning.trainer import Course, Fitted, fit, new_state
from cxrviewer.training.presets import Preset
from cxrviewer.wishes import Wish, ask

Films = tuple[PreparedFilms, PreparedFilms]


def course(
    films: Films, preset: Preset, folder: Path, context: JobContext | None = None
) -> tuple[Course, list[Event]]:
    told: list[Event] = []
    folder.mkdir(exist_ok=True)
    return Course(*films, preset, folder, told.append, Control(folder), context or JobContext()), told


def train(
    films: Films, preset: Preset, folder: Path, context: JobContext | None = None, *, resume: bool = False
) -> tuple[Fitted, list[EpochEvent]]:
    going, told = course(films, preset, folder, context)
    return fit(going, resume=resume), [event for event in told if isinstance(event, EpochEvent)]


def weights(fitted: Fitted) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in fitted.network.state_dict().items()}


def test_a_classifier_learns_the_drawn_classes(class_films: Films, classify: Preset, tmp_path: Path) -> None:
    _state, reports = train(class_films, classify, tmp_path)
    assert [report.epoch for report in reports] == [1, 2, 3, 4, 5, 6]
    assert reports[-1].score > 0.9
    scores = [report.training_score or 0 for report in reports]
    assert 0 < scores[0] < 0.6
    assert 0.8 < scores[-1] <= 1
    assert reports[-1].loss < reports[0].loss / 1.5
    assert {(report.score_name, report.side, report.epochs) for report in reports} == {("macro F1", 32, 6)}
    assert all(report.images_per_s > 0 for report in reports)


def test_a_segmentation_learns_the_drawn_lungs(lung_films: Films, segment: Preset, tmp_path: Path) -> None:
    _state, reports = train(lung_films, segment, tmp_path)
    assert reports[-1].score > 0.9
    assert reports[-1].score_name == "Dice"


def test_labels_at_random_are_not_learnt(class_films: Films, classify: Preset, tmp_path: Path) -> None:
    # the score is that of the validation films, not of those learnt by heart
    training, validation = class_films
    shuffled = np.random.default_rng(0).permutation(validation.targets)
    _state, reports = train((training, replace(validation, targets=shuffled)), classify, tmp_path)
    assert reports[-1].score < 0.6


class Interruption:
    """Cancels a training in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        self.context = JobContext(self.watch)
        self._epoch = epoch

    def watch(self, progress: Progress) -> None:
        if (
            progress.message.startswith(f"epoch {self._epoch} ")
            and progress.fraction > (self._epoch - 0.5) / 4
        ):
            self.context.cancelled.set()


@pytest.mark.parametrize("epoch", [2, 4])
def test_interrupted_and_resumed_is_as_uninterrupted_bit_for_bit(
    class_films: Films, classify: Preset, tmp_path: Path, epoch: int
) -> None:
    preset = replace(
        classify, epochs=(2, 2), sizes=(16, 32), options={"widths": (4, 8), "blocks": 1, "dropout": 0.3}
    )
    whole, reports = train(class_films, preset, tmp_path / "whole")
    with pytest.raises(JobCancelledError):
        train(class_films, preset, tmp_path / "parts", Interruption(epoch).context)
    resumed, later = train(class_films, preset, tmp_path / "parts", resume=True)
    assert [report.epoch for report in later] == list(range(epoch, 5))
    assert [report.side for report in reports] == [16, 16, 32, 32]
    expected, actual = weights(whole), weights(resumed)
    assert all(torch.equal(expected[name], actual[name]) for name in expected)
    assert later[-1].loss == reports[-1].loss
    assert [one.training_score for one in later] == [one.training_score for one in reports[epoch - 1 :]]


def test_a_finished_training_is_not_trained_further(
    class_films: Films, plain: Preset, tmp_path: Path
) -> None:
    preset = replace(plain, epochs=(1,))
    state, _reports = train(class_films, preset, tmp_path)
    again, reports = train(class_films, preset, tmp_path, resume=True)
    assert reports == []
    assert all(torch.equal(tensor, weights(again)[name]) for name, tensor in weights(state).items())


def test_without_resume_a_training_begins_anew(class_films: Films, plain: Preset, tmp_path: Path) -> None:
    preset = replace(plain, epochs=(1,))
    train(class_films, preset, tmp_path)
    _state, reports = train(class_films, preset, tmp_path)
    assert [report.epoch for report in reports] == [1]


@pytest.fixture
def checkpoint(class_films: Films, plain: Preset, tmp_path: Path) -> Path:
    train(class_films, replace(plain, epochs=(1,)), tmp_path)
    return tmp_path / LAST


SPOILT = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda _data: b"",
    "something else": lambda _data: b"not a checkpoint",
    "a pickle that would run a program": lambda _data: b"cos\nsystem\n(S'touch spoilt'\ntR.",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_damaged_checkpoint_is_refused(
    class_films: Films, plain: Preset, checkpoint: Path, spoil: object
) -> None:
    checkpoint.write_bytes(spoil(checkpoint.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ModelError, match=r"last\.pt: is damaged or belongs to another network") as caught:
        train(class_films, replace(plain, epochs=(2,)), checkpoint.parent, resume=True)
    assert caught.value.path == checkpoint


def test_a_checkpoint_of_tensors_that_are_not_ours_is_refused(
    class_films: Films, plain: Preset, checkpoint: Path
) -> None:
    torch.save([torch.zeros(3)], checkpoint)
    with pytest.raises(ModelError, match="is damaged or belongs to another network"):
        train(class_films, plain, checkpoint.parent, resume=True)


def test_the_checkpoint_of_another_network_is_refused(
    class_films: Films, plain: Preset, checkpoint: Path
) -> None:
    other = replace(plain, options={"widths": (4, 8), "blocks": 1})
    with pytest.raises(ModelError, match="belongs to another network"):
        train(class_films, other, checkpoint.parent, resume=True)


def test_no_half_written_checkpoint_stays(checkpoint: Path) -> None:
    assert sorted(file.name for file in checkpoint.parent.iterdir()) == [BEST, LAST]


def test_a_loss_that_is_no_number_ends_in_one_sentence(
    class_films: Films, plain: Preset, tmp_path: Path
) -> None:
    with pytest.raises(CxrviewerError, match="the loss is no longer a number in epoch 1: lower the learning"):
        train(class_films, replace(plain, learning_rate=1e30, warmup=0.0), tmp_path)
    assert not (tmp_path / LAST).exists()


def test_progress_names_the_epoch_and_rises(class_films: Films, plain: Preset, tmp_path: Path) -> None:
    seen: list[Progress] = []
    train(class_films, replace(plain, epochs=(2,)), tmp_path, JobContext(seen.append))
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1
    assert {step.message for step in seen} == {"epoch 1 of 2, 32 x 32 pixels", "epoch 2 of 2, 32 x 32 pixels"}


def test_the_sizes_follow_one_another(plain: Preset) -> None:
    preset = replace(plain, sizes=(32, 64, 96), epochs=(2, 1, 2))
    assert [side_of_epoch(preset, epoch) for epoch in range(5)] == [32, 32, 64, 96, 96]
    with pytest.raises(ValueError, match="no such epoch"):
        side_of_epoch(preset, 5)


def test_the_seed_decides_the_first_weights(plain: Preset) -> None:
    first, same, other = (
        new_state(replace(plain, seed=seed), Processes()).network.get_parameter("head.weight")
        for seed in (1, 1, 2)
    )
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert bool(first.isfinite().all())


@pytest.fixture
def four(classify: Preset) -> Preset:
    """Two sizes, and a network with chance of its own."""
    options = {"widths": (4, 8), "blocks": 1, "dropout": 0.3}
    return replace(classify, epochs=(2, 2), sizes=(16, 32), options=options)


class Asking:
    """Asks something of a training when it has taken so many steps of an epoch."""

    def __init__(self, folder: Path, epoch: int, wish: Wish) -> None:
        self._folder, self._epoch, self._wish, self._steps = folder, epoch, wish, 0

    def __call__(self, progress: Progress) -> None:
        if progress.message.startswith(f"epoch {self._epoch} "):
            self._steps += 1
            if self._steps == 3:
                ask(self._folder, self._wish)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_cancelled_within_an_epoch_no_step_is_lost(class_films: Films, four: Preset, tmp_path: Path) -> None:
    whole, _epochs = train(class_films, four, tmp_path / "whole")
    folder = tmp_path / "parts"
    with pytest.raises(CancelAskedError):
        train(class_films, four, folder, JobContext(Asking(folder, 2, Wish.CANCEL)))
    state = torch.load(folder / LAST, weights_only=True)
    assert (state["epoch"], state["step"], len(state["losses"])) == (1, 3, 3)
    ask(folder, Wish.RUN)
    resumed, epochs = train(class_films, four, folder, resume=True)
    assert [epoch.epoch for epoch in epochs] == [2, 3, 4]
    assert same(weights(whole), weights(resumed))
    last = [torch.load(one / LAST, weights_only=True) for one in (tmp_path / "whole", folder)]
    assert same(last[0]["network"], last[1]["network"])


def test_stopped_the_best_so_far_is_kept(class_films: Films, four: Preset, tmp_path: Path) -> None:
    going, told = course(class_films, four, tmp_path, JobContext(Asking(tmp_path, 3, Wish.STOP)))
    fitted = fit(going)
    assert fitted.stopped
    assert fitted.reason == "stopped in epoch 3 of 4"
    epochs = [event for event in told if isinstance(event, EpochEvent)]
    best = [event.epoch for event in epochs if event.best][-1]
    kept = torch.load(tmp_path / BEST, weights_only=True)
    assert (kept["epoch"], kept["best_epoch"]) == (best, best)
    shown = {f"module.{name}": tensor for name, tensor in weights(fitted).items()}
    assert same(shown, {name: one for name, one in kept["average"].items() if name != "n_averaged"})


def test_stopped_before_there_is_anything_to_keep_it_is_cancelled(
    class_films: Films, four: Preset, tmp_path: Path
) -> None:
    with pytest.raises(CancelAskedError, match="before the first epoch was done"):
        train(class_films, four, tmp_path, JobContext(Asking(tmp_path, 1, Wish.STOP)))


def test_a_pause_changes_nothing(class_films: Films, four: Preset, tmp_path: Path) -> None:
    whole, _epochs = train(class_films, four, tmp_path / "whole")
    folder = tmp_path / "paused"
    going, told = course(class_films, four, folder, JobContext(Asking(folder, 2, Wish.PAUSE)))

    def tell(event: Event) -> None:
        told.append(event)
        if isinstance(event, PausedEvent):
            assert torch.load(folder / LAST, weights_only=True)["step"] == 3
            ask(folder, Wish.RUN)

    fitted = fit(replace(going, tell=tell))
    kinds = [type(event) for event in told if not isinstance(event, StepEvent)]
    assert kinds == [StartEvent, EpochEvent, PausedEvent, ResumedEvent, *[EpochEvent] * 3]
    assert same(weights(whole), weights(fitted))


def test_training_ends_when_the_score_has_not_risen_for_long(
    class_films: Films, plain: Preset, tmp_path: Path
) -> None:
    training, validation = class_films
    shuffled = replace(validation, targets=np.random.default_rng(3).permutation(validation.targets))
    preset = replace(plain, epochs=(30,), patience=3)
    going, told = course((training, shuffled), preset, tmp_path)
    fitted = fit(going)
    epochs = [event for event in told if isinstance(event, EpochEvent)]
    best = [event.epoch for event in epochs if event.best][-1]
    assert epochs[-1].epoch == best + 3 < 30
    assert fitted.reason == f"no better score than after epoch {best} for 3 epochs"
    assert not fitted.stopped
    assert [event.text for event in told if isinstance(event, NoteEvent)] == [
        f"training ends early: {fitted.reason}"
    ]


def test_more_epochs_go_on_where_a_training_ended(class_films: Films, plain: Preset, tmp_path: Path) -> None:
    train(class_films, replace(plain, epochs=(1,)), tmp_path)
    _fitted, epochs = train(class_films, replace(plain, epochs=(3,)), tmp_path, resume=True)
    assert [epoch.epoch for epoch in epochs] == [2, 3]


def test_the_validation_loss_is_that_of_the_average(
    class_films: Films, plain: Preset, tmp_path: Path
) -> None:
    """Measured at the picture size of the package, also where smaller pictures were learnt from."""
    preset = replace(plain, sizes=(16, 32), epochs=(1, 1))
    stopping = JobContext(Asking(tmp_path, 2, Wish.STOP))
    fitted, epochs = train(class_films, preset, tmp_path, stopping)
    assert [(epoch.epoch, epoch.side) for epoch in epochs] == [(1, 16)]
    films = class_films[1]
    pictures = (torch.from_numpy(films.pictures).float()[:, None] / 255 - plain.mean) / plain.std
    fitted.network.eval()
    with torch.no_grad():
        logits = fitted.network(pictures)[0]
    expected = torch.nn.functional.cross_entropy(
        logits, torch.from_numpy(films.targets), label_smoothing=plain.label_smoothing
    )
    assert epochs[0].validation_loss == pytest.approx(expected.item(), rel=1e-4)
