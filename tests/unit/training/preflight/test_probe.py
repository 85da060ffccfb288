import numpy as np

from cxrviewer.training.preflight.probe import folds_of_groups


def test_folds_keep_patients_together_and_values_in_proportion() -> None:
    random = np.random.default_rng(2)
    patients = random.integers(0, 60, 400)
    truth = np.array(["disease" if patient % 4 == 0 else "none" for patient in patients])
    folds = folds_of_groups(truth, np.array([f"patient {one}" for one in patients]))
    assert sorted(np.unique(folds)) == [0, 1, 2, 3, 4]
    for patient in np.unique(patients):
        assert len(np.unique(folds[patients == patient])) == 1
    of_disease = [len(np.unique(patients[(folds == fold) & (truth == "disease")])) for fold in range(5)]
    assert of_disease == [3] * 5


def test_a_patient_with_films_of_two_values_is_in_one_fold() -> None:
    groups = np.array([f"patient {number}" for number in range(20)] * 2)
    folds = folds_of_groups(np.repeat(["before", "after"], 20), groups)
    assert (folds[:20] == folds[20:]).all()
