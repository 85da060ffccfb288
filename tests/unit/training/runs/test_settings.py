"""What differs between runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.runs.settings import differing_settings
from cxrviewer.training.runs.summary import summarise

MakeRun = Callable[..., Path]


def test_only_settings_that_differ_are_named(make_run: MakeRun) -> None:
    runs = [
        summarise(make_run("a")),
        summarise(make_run("b", batch=8, sizes=(128, 224), epochs=(3, 2))),
        summarise(make_run("c", seed=11)),
    ]
    usual = runs[0].record.preset.values
    rows = {row.name: row.values for row in differing_settings(runs)}
    assert rows == {
        "sizes": (usual["sizes"], [128, 224], usual["sizes"]),
        "epochs": (usual["epochs"], [3, 2], usual["epochs"]),
        "batch": (usual["batch"], 8, usual["batch"]),
        "seed": (usual["seed"], usual["seed"], 11),
    }
    assert differing_settings([runs[0], runs[0]]) == ()


def test_one_run_is_not_compared(make_run: MakeRun) -> None:
    with pytest.raises(CxrviewerError, match="two runs or more"):
        differing_settings([summarise(make_run("a"))])
