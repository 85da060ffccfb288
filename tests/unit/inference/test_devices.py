"""Which device computes, and why: on this machine, and beside a stand-in for NVIDIA's driver."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.devices import find_device, nvidia_devices, resolve_device

# The functions of the driver API that are asked, with the answers of a machine with two cards
DRIVER = r"""
#include <string.h>
int cuInit(unsigned flags) { return flags; }
int cuDeviceGetCount(int *count) { *count = 2; return 0; }
int cuDeviceGet(int *device, int number) { *device = number + 40; return 0; }
int cuDeviceGetName(char *name, int length, int device) {
    if (device == 41) return 1;
    strncpy(name, "NVIDIA Stand-in 9000", length);
    return 0;
}
"""


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


def test_without_a_card_the_reason_says_so() -> None:
    assert find_device("cpu").reason == "The CPU was chosen."
    if nvidia_devices() == 0:
        assert find_device("auto").reason == "No NVIDIA graphics card with a driver was found."


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a driver library that knows two cards."""
    if shutil.which("gcc") is None or sys.platform != "linux":
        pytest.skip("no gcc to make a stand-in for the driver with")
    folder = tmp_path_factory.mktemp("driver")
    source = folder / "driver.c"
    source.write_text(DRIVER)
    library = folder / "libcuda.so.1"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
    return folder


def _with_driver(driver: Path, program: str) -> str:
    """Run a program where the stand-in is the driver, and return what it says."""
    environment = {**os.environ, "LD_LIBRARY_PATH": str(driver), "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", f"from cxrviewer.inference.devices import *; {program}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_cards_are_named_by_the_driver_without_torch(driver: Path) -> None:
    said = _with_driver(driver, "import sys; print(nvidia_names(), 'torch' in sys.modules)")
    assert said == "('NVIDIA Stand-in 9000', 'NVIDIA device 1') False\n"


def test_a_card_that_torch_cannot_use_is_named_with_the_reason(driver: Path) -> None:
    import torch

    device, words, reason = _with_driver(
        driver, "d = find_device('auto'); print(d.name, d.words, d.reason, sep='\\n')"
    ).splitlines()
    assert (device, words) == ("cpu", "CPU")
    why = (
        f"the installed torch {torch.__version__} is built for CPUs."
        if torch.version.cuda is None
        else f"its driver does not serve CUDA {torch.version.cuda} of torch."
    )
    assert reason == f"NVIDIA Stand-in 9000 is not used: {why}"


def test_cuda_is_refused_with_the_reason(driver: Path) -> None:
    program = "\ntry: resolve_device('cuda')\nexcept Exception as error: print(error)"
    said = _with_driver(driver, program)
    assert "there is no CUDA device that the installed torch can use (NVIDIA Stand-in 9000 is not" in said
