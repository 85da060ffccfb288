"""The films of the self-test, and that a decoder which answers wrongly is found out."""

import numpy as np
import pytest
from pydicom import dcmread

from cxrviewer.decoding.records import SYNTAXES
from cxrviewer.self_test.decoding import checks
from cxrviewer.self_test.films import FILMS, SyntaxFilm, ramp

NATIVE = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"}


def test_there_is_a_film_in_every_syntax_and_it_says_so() -> None:
    assert {film.syntax for film in FILMS} == SYNTAXES | NATIVE
    for film in FILMS:
        assert dcmread(film.path).file_meta.TransferSyntaxUID == film.syntax


@pytest.mark.parametrize(
    "film", [film for film in FILMS if film.syntax in NATIVE], ids=lambda film: film.name
)
def test_the_ramp_is_what_pydicom_reads(film: SyntaxFilm) -> None:
    assert np.array_equal(dcmread(film.path).pixel_array, ramp(film.bits))
    assert (ramp(film.bits).min(), ramp(film.bits).max()) == (0, 4095)


def test_every_decoder_gives_the_known_values() -> None:
    results = [check.run() for check in checks()]
    assert [result for result in results if not result.passed] == []
    assert len(results) == 16 + 11  # every syntax; every second decoder that takes 12 bits
    exact = [result.name for result in results if result.words.endswith(": the known values")]
    assert len(exact) == 11 + 7  # all but those of JPEG, near-lossless JPEG-LS and lossy JPEG 2000


def test_other_values_than_expected_are_a_failure() -> None:
    film = SyntaxFilm("4.70", "JPEG Lossless SV1", bits=8)  # the file holds 12
    first, second = (check.run() for check in checks([film]))
    assert not first.passed
    assert not second.passed
    assert first.words == f"{film.path}: JPEG Lossless SV1 decodes to other values (by up to 3840)."


def test_a_film_that_is_gone_is_a_failure() -> None:
    film = SyntaxFilm("4.999", "no such syntax")
    (result,) = (check.run() for check in checks([film]))
    assert not result.passed
    assert str(film.path) in result.words
