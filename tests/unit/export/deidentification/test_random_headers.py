"""Headers of any attributes in any order and depth, each text of which is planted."""

import io

import pytest
from canaries import Canaries, value_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmwrite
from pydicom.datadict import DicomDictionary
from pydicom.dataset import Dataset
from pydicom.uid import ComputedRadiographyImageStorage

from cxrviewer.export.deidentification import Options, Project, deidentify

PROJECT = Project(bytes(32))
TAGS = [tag for tag in DicomDictionary if tag >> 16 not in {0x0000, 0x0002, 0x0004} and tag < 0x7FE00000]
SEQUENCES = [tag for tag in TAGS if DicomDictionary[tag][0] == "SQ"]
LEAVES = st.lists(st.sampled_from(TAGS), min_size=1, max_size=20)
TREES = st.recursive(
    st.tuples(LEAVES, st.just(())),
    lambda inner: st.tuples(LEAVES, st.lists(st.tuples(st.sampled_from(SEQUENCES), inner), max_size=3)),
    max_leaves=6,
)


def planted(tree: tuple[list[int], list[object]], canaries: Canaries) -> Dataset:
    """Return a data set with the attributes of a tree, every other of which is repeated as a private one."""
    leaves, branches = tree
    dataset = Dataset()
    for number, tag in enumerate(leaves):
        vr, multiplicity, _, _, keyword = DicomDictionary[tag]
        vr = vr.split(" or ")[-1]
        value = value_of(vr, keyword, canaries)
        if value is None:
            continue
        many = multiplicity != "1" and isinstance(value, str)
        dataset.add_new(tag, vr, [value, value_of(vr, keyword, canaries)] if many else value)
        if number % 2:
            block = dataset.private_block(0x0011, "MAKER", create=True)
            block.add_new(number, "LT", canaries.word("private"))
    for tag, branch in branches:
        dataset.add_new(tag, "SQ", [planted(branch, canaries), planted(branch, canaries)])
    return dataset


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=TREES, flags=st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_nothing_planted_survives(
    tree: tuple[list[int], list[object]], flags: tuple[bool, bool, bool]
) -> None:
    canaries = Canaries()
    dataset = planted(tree, canaries)
    dataset.SOPClassUID = ComputedRadiographyImageStorage
    cleaned = deidentify(dataset, PROJECT, Options(*flags))
    stream = io.BytesIO()
    dcmwrite(stream, cleaned, implicit_vr=False, little_endian=True)
    survivors = canaries.survivors(stream.getvalue())
    kept_times = canaries.times if flags[0] else set()
    assert {word: place for word, place in survivors.items() if word not in kept_times} == {}


def test_the_words_would_be_found() -> None:
    canaries = Canaries()
    dataset = planted(([0x00100010, 0x00080020, 0x00080018, 0x00080070], []), canaries)
    stream = io.BytesIO()
    dcmwrite(stream, dataset, implicit_vr=False, little_endian=True)
    assert canaries.survivors(stream.getvalue()) == canaries.words
    assert len(canaries.words) == pytest.approx(6, abs=1)
