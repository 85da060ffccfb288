import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from cxrviewer.training.statistics.logistic import fit_logistic, leading_components, standardised


def films(classes: int, counts: int = 60, features: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping clouds; of each class twice as many rows as of the one before."""
    random = np.random.default_rng(classes)
    rows = [
        random.normal(random.normal(0, 1, features), 1.5, (counts * 2**number, features))
        for number in range(classes)
    ]
    truth = np.repeat([f"class {number}" for number in range(classes)], [len(one) for one in rows])
    return np.concatenate(rows), truth


@pytest.mark.parametrize("classes", [3, 5])
def test_many_classes_are_told_as_scikit_learn_does(classes: int) -> None:
    features, truth = films(classes)
    theirs = LogisticRegression(C=0.1, class_weight="balanced", tol=1e-10, max_iter=10_000).fit(
        features, truth
    )
    ours = fit_logistic(features, truth, 10)
    assert ours.values.tolist() == theirs.classes_.tolist()
    assert ours.weights == pytest.approx(theirs.coef_.T, abs=1e-4)
    assert ours.bias - ours.bias.mean() == pytest.approx(
        theirs.intercept_ - theirs.intercept_.mean(), abs=1e-4
    )
    assert (ours.predict(features) == theirs.predict(features)).mean() > 0.999


def test_two_classes_are_told_as_scikit_learn_does() -> None:
    features, truth = films(2)
    # The weights of two classes mirror each other, so that their penalty is half of one difference's
    theirs = LogisticRegression(C=0.2, class_weight="balanced", tol=1e-10, max_iter=10_000).fit(
        features, truth
    )
    ours = fit_logistic(features, truth, 10)
    assert ours.weights[:, 1] - ours.weights[:, 0] == pytest.approx(theirs.coef_[0], abs=1e-4)
    assert (ours.predict(features) == theirs.predict(features)).mean() > 0.999


def test_classes_that_lie_far_apart_are_fitted_to_an_end() -> None:
    features = np.concatenate([np.full((30, 2), -1000.0), np.full((30, 2), 1000.0)])
    truth = np.repeat(["a", "b"], 30)
    ours = fit_logistic(features, truth, 1e-3)
    assert np.isfinite(ours.weights).all()
    assert (ours.predict(features) == truth).all()


@pytest.mark.parametrize("shape", [(200, 40), (25, 300), (8, 8)])
def test_the_leading_components_are_those_of_scikit_learn(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    spread = random.normal(size=shape) * np.geomspace(10, 0.01, shape[1])
    centred = spread - spread.mean(axis=0)
    ours = leading_components(centred, 4, 7)
    theirs = PCA(4, svd_solver="full").fit(spread).components_
    assert np.abs((ours.T * theirs).sum(axis=1)) == pytest.approx(np.ones(4), abs=1e-3)
    assert ours.T @ ours == pytest.approx(np.eye(4), abs=1e-10)


def test_there_are_no_more_components_than_rows() -> None:
    assert leading_components(np.random.default_rng(0).normal(size=(5, 30)), 64, 7).shape == (30, 5)


def test_features_are_standardised_by_those_that_were_seen() -> None:
    random = np.random.default_rng(3)
    seen, unseen = random.normal(5, 3, (50, 4)), random.normal(5, 3, (9, 4))
    seen[:, 2] = unseen[:, 2] = 7
    wanted = StandardScaler().fit(seen)
    assert standardised(unseen, seen) == pytest.approx(wanted.transform(unseen))
    assert standardised(seen, seen) == pytest.approx(wanted.transform(seen))
