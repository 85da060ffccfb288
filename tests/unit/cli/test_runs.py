"""`cxrviewer runs` as it is typed, on runs that a training has left."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phantoms import PhantomSet

Command = Callable[..., Any]
QUICK = (
    *("--set", "sizes=32", "--set", "epochs=1", "--set", "batch=8", "--threads", "1"),
    *("--set", "options=widths=8+16+24,blocks=1,dropout=0"),
)


def test_a_training_is_listed_shown_noted_on_compared_and_removed(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    assert command("runs", "list").out == "no training was started yet\n"
    for name, rate in (("one", "0.001"), ("two", "0.002")):
        trained = command(
            *("train", "classify", phantoms.folder, "-o", tmp_path / name, "--preset", "shipped-cxr4"),
            *(*QUICK, "--set", f"learning_rate={rate}", "--set", "frame=film", "--set", "inside=0"),
            *("--set", "hide=0"),
        )
        assert trained.status == 0, trained.err
    listed = command("runs", "list")
    assert (listed.status, len(listed.out.splitlines())) == (0, 2)
    assert command("runs", "note", "one", "slower\nand steadier").status == 0
    rows = {row["name"]: row for row in json.loads(command("runs", "list", "--json").out)["runs"]}
    assert rows["one"]["state"] == "finished"
    assert rows["one"]["notes"] == "slower\nand steadier"
    assert rows["one"]["best"]["epoch"] == rows["one"]["epochs_done"] == 1
    assert Path(rows["one"]["package"]).is_dir()

    shown = command("runs", "show", "one").out
    assert "learning_rate = 0.001" in shown
    assert "macro F1 (validation): " in shown
    assert "notes: slower" in shown
    full = json.loads(command("runs", "show", str(tmp_path / "one"), "--json").out)
    assert [epoch["epoch"] for epoch in full["curves"]] == [1]

    compared = json.loads(command("runs", "compare", "one", "two", "--json").out)
    assert compared["differing_settings"] == {"learning_rate": [0.001, 0.002]}
    assert "learning_rate: 0.001 | 0.002" in command("runs", "compare", "one", "two").out

    for name in ("one", "two"):
        (package,) = (tmp_path / name / "package").iterdir()
        out = tmp_path / name / "evaluation"
        assert command("evaluate", package, phantoms.folder, "-o", out).status == 0
    compared = json.loads(command("runs", "compare", "one", "two", "--json").out)
    (pair,) = compared["comparison"]["pairs"]
    assert (pair["first"], pair["second"]) == ("one", "two")
    assert "two less one, on the same films:\n  accuracy: " in command("runs", "compare", "one", "two").out
    assert command("evaluate", package, phantoms.folder, "-o", out, "--subset", "all").status == 0
    refused = command("runs", "compare", "one", "two").out
    assert "not compared film by film: two was measured on other films than one" in refused

    assert command("runs", "remove", "one", "--yes").status == 0
    assert not (tmp_path / "one").exists()
    assert [row["name"] for row in json.loads(command("runs", "list", "--json").out)["runs"]] == ["two"]


def test_an_unknown_run_is_one_line(command: Command) -> None:
    ended = command("runs", "show", "nobody")
    assert ended.status == 1
    assert ended.err.count("\n") == 1
    assert "nobody: no run is called so" in ended.err
