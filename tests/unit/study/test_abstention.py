from dataclasses import replace

import numpy as np
import pytest

from cxrviewer.study import (
    Abstention,
    Analysis,
    Cause,
    CheckOutcome,
    Classification,
    LungMask,
    ModelReference,
    Novelty,
    OperatingPoint,
    Overrule,
    Quality,
    QualityCheck,
)

MODEL = ModelReference("some", "1.0.0", "0" * 64, "by hand")
REFUSED = QualityCheck("contrast", CheckOutcome.REFUSED, 0.0, "It is blank.")
PASSED = QualityCheck("view", CheckOutcome.PASSED, 0.0, "It is frontal.")
OVERRULE = Overrule("2026-01-01T00:00:00+00:00", "seen by eye.")


def classification(first: float, novelty: Novelty | None = None) -> Classification:
    points = {"normal": OperatingPoint(0.5, 0.1, 0.6, "made up")}
    probabilities = {"covid19": 0.3 * (1 - first), "normal": first, "lung_opacity": 0.7 * (1 - first)}
    return Classification(probabilities, {}, MODEL, points, novelty)


def analysis(found: Classification | None = None, quality: Quality | None = None) -> Analysis:
    mask = LungMask(np.zeros((4, 4), np.uint8), MODEL)
    return Analysis("key", mask, (), found, (), (), {}, quality=quality)


def test_an_answer_inside_its_band_is_uncertain_between_the_two_likeliest() -> None:
    assert classification(0.59).uncertain_between == ("normal", "lung_opacity")
    assert analysis(classification(0.59)).abstention == Abstention(
        Cause.UNCERTAIN, "uncertain between normal and lung opacity", ("normal", "lung_opacity")
    )


@pytest.mark.parametrize("first", [0.6, 0.99])
def test_from_the_upper_end_of_the_band_on_there_is_an_answer(first: float) -> None:
    assert analysis(classification(first)).abstention is None


def test_a_class_without_an_operating_point_is_never_uncertain() -> None:
    assert classification(0.01).uncertain_between == ()


def test_an_unusual_film_gets_no_answer() -> None:
    assert analysis(classification(0.9, Novelty(1.4, 1.4))).abstention is None
    abstention = analysis(classification(0.9, Novelty(1.5, 1.4))).abstention
    assert abstention is not None
    assert abstention.cause is Cause.NOVELTY


def test_a_refusal_comes_first_and_the_reader_can_overrule_it() -> None:
    quality = Quality((PASSED, REFUSED))
    refused = analysis(classification(0.59), quality).abstention
    assert refused == Abstention(Cause.GATE, "It is blank.")
    overruled = analysis(classification(0.99), replace(quality, overrule=OVERRULE))
    assert overruled.abstention is None
    assert overruled.quality is not None
    assert overruled.quality.refusals == (REFUSED,)


def test_an_overrule_is_one_sentence_with_its_reason() -> None:
    assert OVERRULE.sentence == "Gate overruled by the reader: seen by eye."
    assert Overrule("", "").sentence == "Gate overruled by the reader."


def test_without_checks_and_classifier_there_is_nothing_to_abstain_from() -> None:
    assert analysis().abstention is None
