"""How urgent a case is by a policy, and why, in a sentence."""

from dataclasses import dataclass

from cxrviewer.study import class_words
from cxrviewer.triage.case import Case, CaseStatus
from cxrviewer.triage.policy import Policy

UNANSWERED = "look first"
_DECIMALS = 6
_TOLD = 0.05  # probabilities below are left out of the sentence
_SHOWN = 0.005  # as are extents: a map that is weak everywhere does not say that nothing is involved


@dataclass(frozen=True, slots=True)
class Ranked:
    """The urgency of a case.

    Attributes
    ----------
    value
        0 to 1, 1 the most urgent; None as long as it is not analysed.
    why
        One sentence.
    word
        Of the policy's words the one for this urgency.
    extent
        Share of the lungs, 0 to 1, that the likeliest finding involves by the policy; None where unknown.
    """

    value: float | None
    why: str
    word: str = ""
    extent: float | None = None


def urgency(case: Case, policy: Policy) -> Ranked:
    """Return how urgent a case is (the sorting system of Lascu 2021, as a declared policy).

    With w the weights, p the probabilities, s the severities, e the extent (0 where unknown) and q 1 where a
    check of quality warned, else 0::

        score = w_findings * sum(p * s) + w_extent * e + w_quality * q
        score = floor + (1 - floor) * score        floor: of the clinical priority, 0 without

    A case without an answer has a score of at least `unknown_score` before the second line. With u =
    `unanswered_from`, the urgency is u * score of a case with an answer, u + (1 - u) * score of one without:
    no case that the models could not read ever lies below one that they did.

    Parameters
    ----------
    case
        What is known.
    policy
        What it means.

    Returns
    -------
    Urgency, rounded to six decimals, and the reason for it.
    """
    if not case.ended:
        return Ranked(None, "Not analysed yet.")
    answered = case.status is CaseStatus.DONE
    score = _score(case, policy)
    score = score if answered else max(score, policy.unknown_score)
    floor = policy.priorities.get(case.priority.upper(), 0.0)
    score = floor + (1 - floor) * score
    divide = policy.unanswered_from
    value = divide * score if answered else divide + (1 - divide) * score
    word = policy.word(value) if answered else UNANSWERED
    return Ranked(round(value, _DECIMALS), _why(case, policy), word, extent_of(case, policy))


def extent_of(case: Case, policy: Policy) -> float | None:
    """Return the share of the lungs that the likeliest finding involves by a policy; None where unknown."""
    return case.extent(policy.extent_from.get(case.prediction, policy.other_extent_from))


def _score(case: Case, policy: Policy) -> float:
    """Return what findings, extent and quality add up to."""
    severity = {label: policy.severity.get(label, policy.other_severity) for label in case.probabilities}
    findings = sum(p * severity[label] for label, p in case.probabilities.items())
    weights = policy.weights
    return (
        weights.findings * findings
        + weights.extent * (extent_of(case, policy) or 0.0)
        + weights.quality * bool(case.warnings)
    )


def _why(case: Case, policy: Policy) -> str:
    """Return one sentence on all that the urgency comes from."""
    parts = [*_unanswered(case), *_findings(case, policy), *_surroundings(case, policy)]
    return f"{'; '.join(parts)}."


def _unanswered(case: Case) -> list[str]:
    """Say that somebody must look first."""
    if case.status is CaseStatus.DONE:
        return []
    what = "Could not be analysed" if case.status is CaseStatus.FAILED else "The models abstain"
    reason = case.reason.removeprefix("is not analysed: ").rstrip(".")
    return [f"{what}: {reason or 'no reason is known'}"]


def _findings(case: Case, policy: Policy) -> list[str]:
    """Name the likely findings, the likeliest first, and how far they reach."""
    ordered = sorted(case.probabilities.items(), key=lambda one: (-one[1], one[0]))
    told = [
        f"{class_words(label)} {p:.2f}"
        for place, (label, p) in enumerate(ordered)
        if place == 0 or p >= _TOLD
    ]
    extent = extent_of(case, policy)
    shown = extent is not None and extent >= _SHOWN
    reach = [f"Grad-CAM strong over {extent:.0%} of the lungs"] if shown else []
    return [*([", ".join(told)] if told else []), *reach]


def _surroundings(case: Case, policy: Policy) -> list[str]:
    """Name the warnings and the clinical priority."""
    warned = f"{case.warnings} warning{'s' if case.warnings > 1 else ''} of quality"
    known = case.priority.upper() in policy.priorities
    unknown = "" if known else " (not known to the policy)"
    return [
        *([warned] if case.warnings else []),
        *([f"clinical priority {case.priority}{unknown}"] if case.priority else []),
    ]
