"""Urgencies against a table worked out by hand from `resources/triage/policy.toml`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.triage import Case, CaseStatus, read_policy, urgency

DONE, ABSTAINED, FAILED = CaseStatus.DONE, CaseStatus.ABSTAINED, CaseStatus.FAILED
COVID = {"normal": 0.0, "lung_opacity": 0.0, "viral_pneumonia": 0.2, "covid19": 0.8}
HALF = {"normal": 0.5, "lung_opacity": 0.5}


def over(share: float) -> tuple[float, ...]:
    """A finding that involves one share of the lungs whatever the threshold."""
    return 19 * (share,)


TABLE = [
    # surely normal: nothing adds up
    (Case(DONE, probabilities={"normal": 1.0}), 0.0),
    # 0.75 * 1 + 0.2 * 1 + 0.05 = 1; 0.7 * 1
    (Case(DONE, probabilities={"covid19": 1.0}, involved=over(1.0), warnings=1), 0.7),
    # 0.8 * 1 + 0.2 * 0.8 = 0.96; 0.75 * 0.96 + 0.2 * 0.5 = 0.82; 0.7 * 0.82
    (Case(DONE, probabilities=COVID, involved=over(0.5)), 0.574),
    # 0.5 * 0.6 = 0.3; 0.225 + 0.02 + 0.05 = 0.295; 0.7 * 0.295
    (Case(DONE, probabilities=HALF, involved=over(0.1), warnings=2), 0.2065),
    # the same, STAT: 0.8 + 0.2 * 0.295 = 0.859; 0.7 * 0.859
    (Case(DONE, probabilities=HALF, involved=over(0.1), warnings=2, priority="STAT"), 0.6013),
    # a priority that the policy does not know changes nothing
    (Case(DONE, probabilities=HALF, involved=over(0.1), warnings=2, priority="soon"), 0.2065),
    # a label of another model: 0.75 * 0.8 = 0.6; 0.7 * 0.6
    (Case(DONE, probabilities={"tumour": 1.0}), 0.42),
    # nobody knows: 0.7 + 0.3 * 0.5
    (Case(FAILED, "is empty"), 0.85),
    # 0.8 + 0.2 * 0.5 = 0.9; 0.7 + 0.3 * 0.9
    (Case(FAILED, "is empty", priority="STAT"), 0.97),
    # 0.5 + 0.5 * 0.5 = 0.75; 0.7 + 0.3 * 0.75
    (Case(ABSTAINED, "Not a frontal film.", priority="high"), 0.925),
    # 0.5 * 1 + 0.5 * 0.8 = 0.9; 0.675 + 0.2 * 0.4 = 0.755; 0.7 + 0.3 * 0.755
    (Case(ABSTAINED, "uncertain", {"viral_pneumonia": 0.5, "covid19": 0.5}, over(0.4)), 0.9265),
]


@pytest.mark.parametrize(("case", "value"), TABLE)
def test_the_table(case: Case, value: float) -> None:
    assert urgency(case, read_policy()).value == pytest.approx(value, abs=1e-6)


def test_the_sentence_names_all_that_counts() -> None:
    policy = read_policy()
    found = Case(DONE, probabilities=COVID, involved=over(0.5), warnings=1, priority="STAT")
    assert urgency(found, policy).why == (
        "COVID-19 0.80, viral pneumonia 0.20; Grad-CAM strong over 50% of the lungs; 1 warning of quality;"
        " clinical priority STAT."
    )
    assert urgency(Case(FAILED, "is empty"), policy).why == "Could not be analysed: is empty."
    weak = Case(DONE, probabilities={"viral_pneumonia": 0.98, "normal": 0.02}, involved=over(0.001))
    assert urgency(weak, policy).why == "viral pneumonia 0.98."
    colour = Case(ABSTAINED, "is not analysed: it is a colour picture")
    assert urgency(colour, policy).why == "The models abstain: it is a colour picture."
    refused = Case(ABSTAINED, "The film is blank.", priority="soon")
    assert urgency(refused, policy).why == (
        "The models abstain: The film is blank; clinical priority soon (not known to the policy)."
    )


def test_what_is_not_analysed_has_no_urgency() -> None:
    for status in (CaseStatus.QUEUED, CaseStatus.RUNNING):
        assert urgency(Case(status, priority="STAT"), read_policy()).value is None


shares = st.floats(0, 1)
cases = st.builds(
    Case,
    status=st.sampled_from([DONE, ABSTAINED, FAILED]),
    reason=st.just("a reason"),
    probabilities=shares.map(lambda p: {"normal": 1 - p, "covid19": p}),
    involved=st.just(()) | shares.map(over),
    warnings=st.integers(0, 3),
    priority=st.sampled_from(["", "STAT", "HIGH", "LOW", "other"]),
)


@given(cases, cases)
def test_no_case_without_an_answer_lies_below_one_with(one: Case, other: Case) -> None:
    policy = read_policy()
    first, second = urgency(one, policy).value, urgency(other, policy).value
    assert first is not None
    assert second is not None
    assert 0 <= first <= 1
    if one.status is DONE and other.status is not DONE:
        assert first < second


@given(cases, shares, shares)
def test_more_of_a_finding_is_never_less_urgent(case: Case, one: float, other: float) -> None:
    def value(p: float) -> float:
        of = Case(case.status, "", {"normal": 1 - p, "covid19": p}, case.involved, priority=case.priority)
        found = urgency(of, read_policy()).value
        assert found is not None
        return found

    less, more = sorted((one, other))
    assert value(less) <= value(more)
