from dataclasses import replace

import pytest
import torch
from torch import nn

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.batches import Batch, training_batches
from cxrviewer.training.learning.checkpoint import TrainingState
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.stepping import Stepper, out_of_memory
from cxrviewer.training.learning.tasks import make_task
from cxrviewer.training.learning.trainer import new_state
from cxrviewer.training.presets import Preset

Films = tuple[PreparedFilms, PreparedFilms]


def without_batch_norm(state: TrainingState) -> TrainingState:
    """Let the network normalise by its running statistics, which no other film of the batch changes."""
    for module in state.network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.train(False)
    return state


def stepped(films: PreparedFilms, preset: Preset, parts: int) -> tuple[TrainingState, list[float]]:
    state = without_batch_norm(new_state(preset, Processes()))
    state.parts = parts
    stepper = Stepper(state, make_task(preset), Processes(), print, mixed=False)
    losses = [
        stepper.step(batch, len(batch.pictures)).loss
        for batch in training_batches(films, preset, 32, 0, torch.device("cpu"))
    ]
    return state, losses


@pytest.mark.parametrize("steady", [0.0, 1.0])
def test_in_parts_the_optimiser_sees_the_same_batch(class_films: Films, plain: Preset, steady: float) -> None:
    preset = replace(plain, batch=16, learning_rate=1e-3, warmup=0.0, steady=steady)
    films = class_films[0]
    films = replace(
        films, pictures=films.pictures[:39], targets=films.targets[:39], records=films.records[:39]
    )
    (whole, losses), (parts, others) = stepped(films, preset, 1), stepped(films, preset, 4)
    assert len(losses) == 3  # the last of 7 films, in parts of 2 and 3
    assert others == pytest.approx(losses, rel=2e-3)
    for name, weight in whole.network.named_parameters():
        assert torch.allclose(weight, parts.network.get_parameter(name), atol=2e-4), name


class _Hungry(nn.Module):
    """Asks for more memory than there is, whatever it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, _pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.zeros(1 << 50), self.weight


def test_memory_for_not_even_two_films_ends_in_one_sentence(plain: Preset) -> None:
    notes: list[str] = []
    state = new_state(plain, Processes())
    state.network = _Hungry()
    stepper = Stepper(state, make_task(plain), Processes(), notes.append, mixed=False)
    batch = Batch(torch.zeros(8, 1, 32, 32), torch.zeros(8, dtype=torch.int64))
    with pytest.raises(CxrviewerError, match="the memory does not hold 2 films: choose smaller sizes"):
        stepper.step(batch, 8)
    assert [note.rpartition(" in ")[2] for note in notes] != []
    assert len(notes) == 2  # parts of four, then of two


def test_other_errors_are_no_lack_of_memory() -> None:
    assert out_of_memory(MemoryError())
    assert out_of_memory(torch.OutOfMemoryError("CUDA out of memory"))
    assert not out_of_memory(RuntimeError("shapes do not fit"))
