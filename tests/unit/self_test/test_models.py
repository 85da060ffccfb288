"""Packages that are whole pass; a broken one is named."""

import shutil
from pathlib import Path

from cxrviewer.self_test.models import checks


def test_packages_are_checked_one_by_one(tiny_models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_models, tmp_path / "models"))
    broken = next(folder.glob("lungs-*"))
    weights = broken / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    results = {check.name: check.run() for check in checks(folder)}
    assert len(results) == len(list(tiny_models.iterdir())) >= 2
    assert {name for name, result in results.items() if not result.passed} == {f"model {broken.name}"}
    assert str(weights) in results[f"model {broken.name}"].words


def test_a_program_without_models_fails(tmp_path: Path) -> None:
    (result,) = (check.run() for check in checks(tmp_path))
    assert not result.passed
    assert result.words == f"{tmp_path}: holds no model package."
