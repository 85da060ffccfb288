from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.presets import find_preset, is_as_shipped, with_own_name


@pytest.mark.parametrize(
    ("preset", "wanted", "folder", "name"),
    [
        ("shipped-cxr4", "", "runs/Night 3", "night_3"),
        ("shipped-cxr4", "ward-7", "runs/night", "ward-7"),
        ("shipped-cxr4", "", "runs/夜", "own-cxr4-residual"),
        ("shipped-lungs", "", "runs/cxr4-residual", "own-cxr4-residual"),
        ("recommended-cxr4", "", "runs/night", "cxr-own"),
        ("paper-a-unet", "mine", "runs/night", "mine"),
    ],
)
def test_a_package_is_named_by_its_user(preset: str, wanted: str, folder: str, name: str) -> None:
    named = with_own_name(find_preset(preset), wanted, Path(folder))
    assert named.package == name
    assert not is_as_shipped(named)


def test_the_name_of_a_model_that_ships_is_not_for_others() -> None:
    with pytest.raises(CxrviewerError, match="'lungs-unet' is the name of a model that ships"):
        with_own_name(find_preset("recommended-lungs"), "lungs-unet", Path("run"))
    shipped = find_preset("shipped-cxr4")
    assert is_as_shipped(shipped)
    assert not is_as_shipped(replace(find_preset("recommended-cxr4"), package="cxr4-residual"))
