"""Words of free text and of code strings."""

import pytest

from cxrviewer.export.deidentification.values import code_string
from cxrviewer.export.deidentification.vocabulary import known_words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Chest PA", "Chest PA"),
        ("CHEST_PA, Frau Meier (4711)", "CHEST PA"),
        ("Anna Chesterfield", ""),
        ("of the", ""),
        ("Röntgen Thorax p.a. 12.03.2024", "Röntgen Thorax"),
        ("chest" + "\u200b" + "anna", "chest"),
        ("", ""),
    ],
)
def test_words_of_the_list_stay(text: str, kept: str) -> None:
    assert known_words(text) == kept


def test_some_attributes_have_words_of_their_own() -> None:
    assert known_words("Philips Medical Systems", "Manufacturer") == "Philips Medical Systems"
    assert known_words("Jan Philips") == ""


def test_words_that_name_somebody_go() -> None:
    assert known_words("small nodule", identifiers={"small"}) == "nodule"


@pytest.mark.parametrize(
    "value",
    [
        "MONOCHROME2",
        "FOR PRESENTATION",
        "POST_CONTRAST",
        "CHEST",
        "ISO_10918_1",
        "ISO 2022 IR 100",
        "PA",
        "L",
        "",
    ],
)
def test_terms_of_the_standard_stay(value: str) -> None:
    assert code_string(value, frozenset()) == value


@pytest.mark.parametrize(
    "value", ["CHESTERFIELD", "CHEST ANNA2", "47110815", "CHEST^PA", "LONGER THAN SIXTEEN"]
)
def test_other_code_strings_go(value: str) -> None:
    assert code_string(value, frozenset()) == ""


def test_a_short_code_string_that_is_a_name_goes() -> None:
    assert code_string("KIM", frozenset()) == "KIM"
    assert code_string("KIM", frozenset({"kim"})) == ""
