"""Hebrew and Arabic as the eye sees them, against orders written down by hand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.export.report_arabic import joined
from cxrviewer.export.report_direction import as_seen, runs_right_to_left

# Capital letters stand for Hebrew ones, as in the examples of UAX 9
HEBREW = str.maketrans({chr(65 + n): chr(0x5D0 + n) for n in range(26)})


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("plain text (a) 12.5", "plain text (a) 12.5"),
        ("ABC", "CBA"),
        ("ABC DEF", "FED CBA"),
        ("car is THE CAR in arabic", "car is RAC EHT in arabic"),
        ("CAR IS the car IN ENGLISH", "HSILGNE NI the car SI RAC"),
        ("ABC 12.5 DEF", "FED 12.5 CBA"),
        ("12.5 mm ABC", "12.5 mm CBA"),
        ("ABC 12 mm", "mm 12 CBA"),
        ("abc DEF (1.5) x", "abc (1.5) FED x"),
        ("ABC (12 mm) DEF", "FED (mm 12) CBA"),
        ("ABC (def) GHI", "IHG (def) CBA"),
        ("a: B, C.", "a: C ,B."),
        ("ABC <b>", "<b> CBA"),
    ],
)
def test_lines_are_seen_as_the_standard_has_them(written: str, seen: str) -> None:
    assert as_seen(written.translate(HEBREW)) == seen.translate(HEBREW)


def test_arabic_letters_are_joined() -> None:
    names = [unicodedata.name(letter) for letter in joined("بيت")]
    assert names == [
        "ARABIC LETTER BEH INITIAL FORM",
        "ARABIC LETTER YEH MEDIAL FORM",
        "ARABIC LETTER TEH FINAL FORM",
    ]
    assert [unicodedata.name(letter) for letter in joined("سلام")] == [
        "ARABIC LETTER SEEN INITIAL FORM",
        "ARABIC LIGATURE LAM WITH ALEF FINAL FORM",
        "ARABIC LETTER MEEM ISOLATED FORM",
    ]
    assert len(joined("عالم")) == 4  # lam and meem stay two
    assert unicodedata.name(joined("بَت")[0]).endswith("INITIAL FORM")  # over the mark


@given(st.text(st.sampled_from("ab 12.5()אבג-مرحبا, \u064b<>"), max_size=40))
def test_no_letter_is_lost_or_made_up(line: str) -> None:
    shown = unicodedata.normalize("NFKC", as_seen(line))
    pairs = str.maketrans(")]}>»", "([{<«")
    assert sorted(shown.translate(pairs)) == sorted(unicodedata.normalize("NFKC", line).translate(pairs))


def test_what_has_no_such_letter_is_left_alone() -> None:
    assert not runs_right_to_left("Ωμέγα 中文 \u202e ()")
    assert runs_right_to_left("a ב")
