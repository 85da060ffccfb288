from dataclasses import replace

import pytest

from cxrviewer.errors import DataError
from cxrviewer.training.presets import (
    FOUR_CLASSES,
    THREE_CLASS_VIEW,
    find_preset,
    fitted_to_labels,
    label_name,
    override,
)

OF_DATA = find_preset("recommended-cxr4")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Viral Pneumonia", "viral_pneumonia"),
        ("COVID", "covid19"),
        ("COVID-19", "covid19"),
        ("Lung_Opacity", "lung_opacity"),
        ("Épanchement pleural (g.)", "epanchement_pleural_g"),
        ("../x", "x"),
        ("Норма", ""),
    ],
)
def test_names_are_what_a_card_takes(label: str, name: str) -> None:
    assert label_name(label) == name


def test_labels_are_those_of_the_data() -> None:
    preset, names = fitted_to_labels(OF_DATA, ["Tuberculosis", "Pleural effusion", "normal", "", "normal"])
    assert preset.labels == ("normal", "pleural_effusion", "tuberculosis")
    assert names == {
        "Tuberculosis": "tuberculosis",
        "Pleural effusion": "pleural_effusion",
        "normal": "normal",
    }
    assert preset.titles == {"tuberculosis": "Tuberculosis", "pleural_effusion": "Pleural effusion"}
    assert not preset.groups


def test_folders_of_the_public_collection_are_the_four_classes() -> None:
    folders = ["COVID", "Lung_Opacity", "Normal", "Viral Pneumonia"]
    preset, names = fitted_to_labels(OF_DATA, folders)
    assert preset.labels == FOUR_CLASSES
    assert preset.groups == THREE_CLASS_VIEW
    assert [names[folder] for folder in folders] == ["covid19", "lung_opacity", "normal", "viral_pneumonia"]
    assert fitted_to_labels(find_preset("shipped-cxr4"), folders)[0].labels == FOUR_CLASSES


def test_paper_a_makes_three_classes_of_four() -> None:
    preset, names = fitted_to_labels(find_preset("paper-a-resnet50"), FOUR_CLASSES)
    assert preset.labels == ("normal", "covid19", "other_pathology")
    assert names == {
        "normal": "normal",
        "covid19": "covid19",
        "lung_opacity": "other_pathology",
        "viral_pneumonia": "other_pathology",
    }
    already = fitted_to_labels(find_preset("paper-a-resnet50"), ["normal", "covid19", "other_pathology"])[1]
    assert len(already) == 3


def test_letters_that_no_card_takes_are_numbered_and_kept_as_title() -> None:
    preset, names = fitted_to_labels(OF_DATA, ["Норма", "Пневмония"])
    assert preset.labels == ("class_1", "class_2")
    assert names == {"Норма": "class_1", "Пневмония": "class_2"}
    assert preset.titles == {"class_1": "Норма", "class_2": "Пневмония"}


def test_labels_given_leave_other_films_out() -> None:
    preset = override(OF_DATA, {"labels": "TB,normal"})
    preset, names = fitted_to_labels(preset, ["tb", "normal", "cap"])
    assert preset.labels == ("tb", "normal")
    assert names == {"tb": "tb", "normal": "normal"}
    assert preset.titles == {"tb": "TB"}


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match=r"no film has the label lung_opacity, .*labels=data takes"):
        fitted_to_labels(find_preset("shipped-cxr4"), ["tb", "normal"])
    with pytest.raises(DataError, match="two or more labels are needed"):
        fitted_to_labels(OF_DATA, ["tb", ""])
    with pytest.raises(DataError, match=r"the labels A\+, A-, B cannot all be told apart"):
        fitted_to_labels(OF_DATA, ["A+", "A-", "B"])
    staged = replace(OF_DATA, stages=(("normal", "flu"),))
    with pytest.raises(DataError, match="the stages name flu, which is no label"):
        fitted_to_labels(staged, ["normal", "tb"])


def test_other_tasks_have_their_own_labels() -> None:
    for name in ("shipped-lungs", "paper-a-unet", "shipped-gate"):
        assert fitted_to_labels(find_preset(name), ["anything"]) == (find_preset(name), {})
