"""`cxrviewer robustness` as it is typed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from phantoms import PhantomSet

from cxrviewer.training.evaluation.film_variants import VARIANTS

Command = Callable[..., Any]


def test_every_variant_is_printed_and_written(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    model = tiny_models / "cxr4-tiny-1.0.0"
    ended = command("robustness", model, phantoms.folder, "-o", tmp_path, "--subset", "all", "--films", 3)
    assert (ended.status, ended.err) == (0, "")
    record = json.loads((tmp_path / "robustness.json").read_text(encoding="utf-8"))
    assert (record["model"], record["version"]) == ("cxr4-tiny", "1.0.0")
    rows = {row["variant"]: row for row in record["variants"]}
    assert len(rows) == len(VARIANTS)  # the reference makes room for all of them at once
    assert {row["films"] for row in rows.values()} == {3}
    assert rows["PNG 16-bit"]["largest_change"] == pytest.approx(0, abs=1e-5)
    assert rows["DICOM 16-bit MONOCHROME1"]["steady"] == 1
    assert 0 < rows["JPEG quality 95"]["largest_change"] < 0.1
    page = (tmp_path / "robustness.md").read_text(encoding="utf-8")
    for name in rows:
        assert ended.out.count(f"{name}: steady") == 1
        assert f"| {name} |" in page
    assert sorted(file.name for file in tmp_path.iterdir()) == ["robustness.json", "robustness.md"]


def test_a_folder_that_is_no_model_is_one_line(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    ended = command("robustness", tmp_path / "none", phantoms.folder, "-o", tmp_path / "out")
    assert ended.status == 1
    assert ended.err.startswith(f"cxrviewer: {tmp_path / 'none' / 'card.json'}: cannot be read")
