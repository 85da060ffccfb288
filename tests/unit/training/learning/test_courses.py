"""Stages that hand on their network, and heads trained on features."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from cxrviewer.inference.networks import build_network
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.control import CancelAskedError, Control
from cxrviewer.training.learning.courses import HANDED_ON, films_of, train
from cxrviewer.training.learning.embedding import features_key, with_features
from cxrviewer.training.learning.events import EpochEvent, Event, NoteEvent
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.trainer import Course, Fitted, fit
from cxrviewer.training.presets import FOUR_CLASSES, Preset
from cxrviewer.wishes import Wish, ask

Films = tuple[PreparedFilms, PreparedFilms]
FIRST = ("normal", "viral_pneumonia")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "cxrviewer"


def course(
    films: Films, preset: Preset, folder: Path, listen: Callable[[Event], None] = lambda _event: None
) -> tuple[Course, list[Event]]:
    told: list[Event] = []

    def tell(event: Event) -> None:
        told.append(event)
        listen(event)

    folder.mkdir(exist_ok=True)
    return Course(*films, preset, folder, tell, Control(folder)), told


@pytest.fixture
def staged(plain: Preset) -> Preset:
    return replace(plain, stages=(FIRST,), epochs=(2,))


def weights(fitted: Fitted) -> dict[str, torch.Tensor]:
    return {name: one.clone() for name, one in fitted.network.state_dict().items()}


def notes(told: list[Event]) -> list[str]:
    return [event.text for event in told if isinstance(event, NoteEvent)]


def test_films_of_a_stage_are_those_of_its_labels(class_films: Films, plain: Preset) -> None:
    films = replace(class_films[0], lungs=np.asarray(class_films[0].pictures))
    chosen = films_of(films, ("covid19", "normal"), plain)
    assert {record.label for record in chosen.records} == {"covid19", "normal"}
    for row, record in enumerate(chosen.records):
        assert ("covid19", "normal")[chosen.targets[row]] == record.label
        before = films.records.index(record)
        assert np.array_equal(chosen.pictures[row], films.pictures[before])
        assert chosen.lungs is not None
        assert np.array_equal(chosen.lungs[row], films.pictures[before])


def test_the_second_stage_takes_over_the_first_ones_backbone(
    class_films: Films, staged: Preset, tmp_path: Path
) -> None:
    going, told = course(class_films, staged, tmp_path)
    fitted = train(going)
    handed = load_file(tmp_path / "stage-1" / HANDED_ON)
    assert not [name for name in handed if name.startswith("head.")]
    assert set(handed) == {name for name in fitted.network.state_dict() if not name.startswith("head.")}
    # what it hands on is what it learnt, and what the last stage begins with
    torch.manual_seed(staged.seed)
    fresh = build_network(staged.architecture, 2, staged.options).state_dict()
    first = fitted_alone(class_films, staged, tmp_path / "alone")
    assert all(torch.equal(handed[name], first[name]) for name in handed)
    assert not torch.equal(handed["features.0.weight"], fresh["features.0.weight"])
    assert fitted.network.get_parameter("head.weight").shape[0] == len(FOUR_CLASSES)
    assert notes(told) == [
        "stage 1 of 2 tells normal, viral_pneumonia apart",
        f"the last stage tells {', '.join(FOUR_CLASSES)} apart",
        f"{len(handed)} weights come from {HANDED_ON}, 2 are fresh",
    ]
    assert [event.epoch for event in told if isinstance(event, EpochEvent)] == [1, 2, 1, 2]


def fitted_alone(films: Films, staged: Preset, folder: Path) -> dict[str, torch.Tensor]:
    """Train the first stage by itself."""
    sides = [films_of(side, FIRST, staged) for side in films]
    going, _told = course((sides[0], sides[1]), replace(staged, stages=(), labels=FIRST), folder)
    return weights(fit(going))


@pytest.mark.parametrize("epoch_told", [1, 3])
def test_stages_go_on_where_they_were_cancelled(
    class_films: Films, staged: Preset, tmp_path: Path, epoch_told: int
) -> None:
    whole = weights(train(course(class_films, staged, tmp_path / "whole")[0]))
    context = JobContext()
    epochs = 0

    def listen(event: Event) -> None:
        nonlocal epochs
        epochs += isinstance(event, EpochEvent)
        if epochs == epoch_told:
            context.cancelled.set()

    going, _told = course(class_films, staged, tmp_path / "parts", listen)
    with pytest.raises(JobCancelledError):
        train(replace(going, context=context))
    going, told = course(class_films, staged, tmp_path / "parts")
    resumed = weights(train(going, resume=True))
    assert len([event for event in told if isinstance(event, EpochEvent)]) == 4 - epoch_told
    assert all(torch.equal(one, resumed[name]) for name, one in whole.items())


def test_stopped_in_an_earlier_stage_there_is_nothing_to_keep(
    class_films: Films, staged: Preset, tmp_path: Path
) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, EpochEvent):
            ask(tmp_path / "run", Wish.STOP)

    going, _told = course(class_films, staged, tmp_path / "run", listen)
    with pytest.raises(CancelAskedError, match="stopped in stage 1, so there is no network yet"):
        train(going)
    assert not (tmp_path / "run" / "stage-1" / HANDED_ON).exists()


@pytest.fixture
def backbone(class_films: Films, plain: Preset, tmp_path: Path) -> Path:
    """A file of weights that know the drawn classes."""
    fitted = fit(course(class_films, replace(plain, epochs=(6,)), tmp_path / "backbone")[0])
    file = tmp_path / "known.pth"
    torch.save(fitted.network.state_dict(), file)
    return file


@pytest.fixture
def frozen(plain: Preset, backbone: Path) -> Preset:
    return replace(
        plain,
        frozen=True,
        start=str(backbone),
        labels=FOUR_CLASSES,
        epochs=(40,),
        batch=16,
        ema=0.0,
        balance=0.0,
    )


def test_a_head_is_learnt_on_frozen_features(
    class_films: Films, frozen: Preset, backbone: Path, tmp_path: Path, cache: Path
) -> None:
    going, told = course(class_films, frozen, tmp_path / "run")
    fitted = train(going)
    known, found = torch.load(backbone, weights_only=True), fitted.network.state_dict()
    assert all(torch.equal(known[name], found[name]) for name in known if not name.startswith("head."))
    assert not torch.equal(known["head.weight"], found["head.weight"])
    epochs = [event for event in told if isinstance(event, EpochEvent)]
    assert epochs[-1].loss < epochs[0].loss / 2
    assert max(event.score for event in epochs) > 0.9
    assert len(list((cache / "features").glob("*.npy"))) == 2


def test_the_whole_network_answers_as_its_head_did(
    class_films: Films, frozen: Preset, tmp_path: Path
) -> None:
    going, told = course(class_films, frozen, tmp_path / "run")
    network = train(going).network.eval()
    validation = class_films[1]
    pictures = torch.from_numpy(np.asarray(validation.pictures))[:, None].float() / 255
    with torch.inference_mode():
        logits = network((pictures - frozen.mean) / frozen.std)[0]
    right = (logits.argmax(dim=1).numpy() == validation.targets).mean()
    best = max(event.score for event in told if isinstance(event, EpochEvent))
    assert right == pytest.approx(best, abs=0.02)  # macro F1 of as many films of each class


def test_features_are_computed_once(class_films: Films, plain: Preset, tmp_path: Path, cache: Path) -> None:
    torch.manual_seed(0)
    network = build_network(plain.architecture, 4, plain.options).eval()
    first = with_features(network, class_films[1], plain, JobContext(), Processes())
    assert first.pictures.shape == (len(class_films[1].records), 24)
    (file,) = (cache / "features").iterdir()
    written = file.stat().st_mtime_ns
    again = with_features(network, class_films[1], plain, JobContext(), Processes())
    assert np.array_equal(first.pictures, again.pictures)
    assert file.stat().st_mtime_ns == written


def test_features_follow_from_weights_pictures_and_statistics(class_films: Films, plain: Preset) -> None:
    torch.manual_seed(0)
    network = build_network(plain.architecture, 4, plain.options).eval()
    key = features_key(network, class_films[1], plain)
    assert features_key(network, class_films[0], plain) != key
    assert features_key(network, class_films[1], replace(plain, mean=0.4)) != key
    with torch.no_grad():
        network.get_parameter("head.bias")[0] += 1
    assert features_key(network, class_films[1], plain) == key
    with torch.no_grad():
        network.get_parameter("features.0.weight")[0] += 1
    assert features_key(network, class_films[1], plain) != key
