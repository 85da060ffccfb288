import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.golden import golden_batch
from cxrviewer.inference.package import read_package
from cxrviewer.inference.sessions import (
    OnnxSession,
    TorchSession,
    check_golden,
    open_session,
    reference,
    softmax,
)

Edit = Callable[[Callable[[dict[str, Any]], object]], None]


def films(count: int) -> np.ndarray:
    return np.random.default_rng(2).normal(0, 1, (count, 1, 64, 64)).astype(np.float32)


@pytest.mark.parametrize("task", ["cxr4-tiny-1.0.0", "lungs-tiny-1.0.0"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_onnx_runtime_answers_as_torch_does(tiny_models: Path, task: str, count: int) -> None:
    package = read_package(tiny_models / task)
    first = OnnxSession(package, threads=1).run(films(count))
    second = TorchSession(package, "cpu").run(films(count))
    assert first.logits.shape == second.logits.shape
    assert len(first.logits) == count
    assert np.abs(first.logits - second.logits).max() < 1e-4
    assert np.ptp(first.logits) > 0.01
    if task.startswith("lungs"):
        assert first.maps is None
        assert second.maps is None
    else:
        assert first.maps is not None
        assert second.maps is not None
        assert first.maps.shape == (count, 12, 8, 8)
        assert np.abs(first.maps - second.maps).max() < 1e-4


def test_a_film_is_answered_alike_alone_and_in_a_batch(classifier_folder: Path) -> None:
    session = OnnxSession(read_package(classifier_folder), threads=1)
    batch = films(4)
    together = session.run(batch).logits
    alone = np.concatenate([session.run(batch[index : index + 1]).logits for index in range(4)])
    assert np.abs(together - alone).max() < 1e-5


def test_opening_on_the_cpu_takes_onnx_runtime_and_says_so(classifier_folder: Path) -> None:
    package = read_package(classifier_folder)
    session = open_session(package, "cpu", threads=1)
    assert isinstance(session, OnnxSession)
    made_by = reference(package, session)
    assert made_by.runtime.startswith("ONNX Runtime ")
    assert made_by.runtime.endswith("(CPU)")
    weights = (classifier_folder / "model.safetensors").read_bytes()
    assert made_by.sha256 == hashlib.sha256(weights).hexdigest()


def test_a_wrong_golden_output_is_refused(package_copy: Path, edit_card: Edit) -> None:
    def shift(card: dict[str, Any]) -> None:
        card["golden"]["outputs"][2] += 0.01

    edit_card(shift)
    with pytest.raises(ModelError, match="does not give its golden output on ONNX Runtime") as caught:
        open_session(read_package(package_copy), "cpu")
    assert caught.value.path == package_copy


@pytest.mark.parametrize("rows", [65, 128])
def test_a_card_with_another_input_size_is_refused(package_copy: Path, edit_card: Edit, rows: int) -> None:
    edit_card(lambda card: card["input"].update(rows=rows))
    with pytest.raises(ModelError, match="golden"):
        open_session(read_package(package_copy), "cpu")


def replace_file(package: Path, name: str, data: bytes, edit_card: Edit) -> None:
    """Write another file into the package and let the card vouch for it."""
    (package / name).write_bytes(data)
    edit_card(lambda card: card["files"].update({name: hashlib.sha256(data).hexdigest()}))


def test_a_file_that_is_not_onnx_is_refused(package_copy: Path, edit_card: Edit) -> None:
    replace_file(package_copy, "model.onnx", b"not a network", edit_card)
    with pytest.raises(ModelError, match=r"model\.onnx: cannot be loaded by ONNX Runtime"):
        OnnxSession(read_package(package_copy))


def test_weights_that_are_not_safetensors_are_refused(package_copy: Path, edit_card: Edit) -> None:
    replace_file(package_copy, "model.safetensors", b"not weights", edit_card)
    with pytest.raises(ModelError, match=r"model\.safetensors: does not fit the network of its card"):
        TorchSession(read_package(package_copy), "cpu")


def test_weights_of_another_network_are_refused(
    package_copy: Path, segmenter_folder: Path, edit_card: Edit
) -> None:
    replace_file(
        package_copy, "model.safetensors", (segmenter_folder / "model.safetensors").read_bytes(), edit_card
    )
    with pytest.raises(ModelError, match=r"does not fit the network of its card"):
        TorchSession(read_package(package_copy), "cpu")


def test_a_card_that_names_an_unknown_network_is_refused(package_copy: Path, edit_card: Edit) -> None:
    edit_card(lambda card: card.update(architecture="vgg"))
    with pytest.raises(ModelError, match="no network is called 'vgg'"):
        TorchSession(read_package(package_copy), "cpu")


def test_weights_that_are_no_numbers_do_not_pass_the_golden_test(package_copy: Path, edit_card: Edit) -> None:
    weights = load_file(package_copy / "model.safetensors")
    weights["head.bias"] = torch.full_like(weights["head.bias"], torch.nan)
    save_file(weights, package_copy / "spoilt")
    replace_file(package_copy, "model.safetensors", (package_copy / "spoilt").read_bytes(), edit_card)
    package = read_package(package_copy)
    with pytest.raises(ModelError, match="golden output on PyTorch"):
        check_golden(package, TorchSession(package, "cpu"))


def test_the_golden_picture_is_standardised_and_the_same_every_time(classifier_folder: Path) -> None:
    contract = read_package(classifier_folder).card.input
    batch = golden_batch(contract)
    assert batch.shape == (1, 1, 64, 64)
    assert batch.dtype == np.float32
    assert np.array_equal(batch, golden_batch(contract))
    assert abs(batch.mean()) < 1
    assert 0.2 < batch.std() < 2


def test_softmax_of_large_logits() -> None:
    given = np.array([[1000.0, 1001.0], [0.0, 0.0]], np.float32)
    assert np.allclose(softmax(given, axis=1), [[0.26894143, 0.7310586], [0.5, 0.5]])
    assert np.allclose(softmax(given, axis=0).sum(axis=0), 1)
