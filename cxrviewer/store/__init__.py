"""The index of studies in SQLite: what was found where, kept in the user's data folder and rebuildable."""

from cxrviewer.store.library import Library
from cxrviewer.store.opening import connect, prepare_index
from cxrviewer.store.scanning import Batch, Listed, scan
from cxrviewer.store.writing import IndexWriter

__all__ = ["Batch", "IndexWriter", "Library", "Listed", "connect", "prepare_index", "scan"]
