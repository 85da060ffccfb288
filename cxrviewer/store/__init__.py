"""Two files in SQLite: the index of studies, and what readers draw, readers and models say."""

from cxrviewer.store.index_opening import prepare_index
from cxrviewer.store.library import Library
from cxrviewer.store.opening import connect
from cxrviewer.store.overrules import Overrules
from cxrviewer.store.patch_results import PatchResults
from cxrviewer.store.readings import Readings
from cxrviewer.store.readings_opening import prepare_readings
from cxrviewer.store.results import Results
from cxrviewer.store.scanning import Batch, Listed, scan
from cxrviewer.store.writing import IndexWriter

__all__ = [
    "Batch",
    "IndexWriter",
    "Library",
    "Listed",
    "Overrules",
    "PatchResults",
    "Readings",
    "Results",
    "connect",
    "prepare_index",
    "prepare_readings",
    "scan",
]
