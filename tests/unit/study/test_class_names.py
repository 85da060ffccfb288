import pytest

from cxrviewer.study import class_title, class_words


@pytest.mark.parametrize(
    ("label", "within", "first"),
    [
        ("normal", "normal", "Normal"),
        ("lung_opacity", "lung opacity", "Lung opacity"),
        ("covid19", "COVID-19", "COVID-19"),
        ("ct_covid", "COVID-19", "COVID-19"),
        ("ct_non_covid", "not COVID-19", "Not COVID-19"),
        ("pleural_effusion", "pleural effusion", "Pleural effusion"),
        ("", "", ""),
    ],
)
def test_labels_are_read_as_words(label: str, within: str, first: str) -> None:
    assert class_words(label) == within
    assert class_title(label) == first
