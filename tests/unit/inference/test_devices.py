import pytest

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.devices import nvidia_devices, resolve_device


def test_the_cpu_is_always_there() -> None:
    assert resolve_device("cpu") == "cpu"


@pytest.mark.skipif(nvidia_devices() > 0, reason="this machine has a CUDA device")
def test_without_cuda_auto_takes_the_cpu_and_cuda_is_refused() -> None:
    assert resolve_device("auto") == "cpu"
    with pytest.raises(CxrviewerError, match="there is no CUDA device that the installed torch can use"):
        resolve_device("cuda")


@pytest.mark.skipif(nvidia_devices() == 0, reason="this machine has no CUDA device")
def test_with_cuda_auto_takes_it_if_torch_can() -> None:
    import torch

    expected = "cuda" if torch.cuda.is_available() else "cpu"
    assert resolve_device("auto") == expected


def test_an_unknown_device_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CxrviewerError, match=r"'tpu' \(there are auto, cpu, cuda\)"):
        resolve_device("tpu")
