"""The tables of what readers draw and say, and of what the models said.

An image is named by `ImageSource.key`, a study by `study_key`. Rows stand in the order of `position`, whose
distances mean nothing. Nothing in here names a patient.
"""

from cxrviewer.store.schema import Schema

_VERSION_1 = (
    """CREATE TABLE annotations (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, identifier TEXT NOT NULL, position REAL NOT NULL,
        kind TEXT NOT NULL, points BLOB NOT NULL, text TEXT NOT NULL,
        maker TEXT NOT NULL, origin TEXT NOT NULL, created TEXT NOT NULL,
        UNIQUE (image, identifier)
    ) STRICT""",
    "CREATE INDEX annotations_by_position ON annotations (image, position)",
    """CREATE TABLE segments (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, identifier TEXT NOT NULL, position REAL NOT NULL,
        label TEXT NOT NULL, origin TEXT NOT NULL,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, data BLOB NOT NULL,
        UNIQUE (image, identifier)
    ) STRICT""",
    """CREATE TABLE calibrations (
        image TEXT NOT NULL PRIMARY KEY,
        row_mm REAL NOT NULL, column_mm REAL NOT NULL, origin TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE corrected_lungs (
        image TEXT NOT NULL PRIMARY KEY,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, data BLOB NOT NULL
    ) STRICT""",
    "CREATE TABLE labels (study TEXT NOT NULL PRIMARY KEY, labels TEXT NOT NULL) STRICT",
    "CREATE TABLE comments (study TEXT NOT NULL PRIMARY KEY, comment TEXT NOT NULL) STRICT",
    """CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY,
        study TEXT NOT NULL, image TEXT NOT NULL, position REAL NOT NULL,
        prediction TEXT NOT NULL, model TEXT NOT NULL, agrees INTEGER NOT NULL, reason TEXT NOT NULL,
        UNIQUE (study, image)
    ) STRICT""",
    """CREATE TABLE key_images (
        id INTEGER PRIMARY KEY,
        study TEXT NOT NULL, image TEXT NOT NULL, position REAL NOT NULL,
        sop_instance_uid TEXT NOT NULL, frame INTEGER NOT NULL, note TEXT NOT NULL,
        UNIQUE (study, image)
    ) STRICT""",
    """CREATE TABLE changes (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL, subject TEXT NOT NULL, what TEXT NOT NULL,
        added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE analyses (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, recipe TEXT NOT NULL, format INTEGER NOT NULL,
        at TEXT NOT NULL, words TEXT NOT NULL, lungs BLOB NOT NULL, heatmaps BLOB NOT NULL,
        UNIQUE (image, recipe, format)
    ) STRICT""",
)

_VERSION_2 = (
    "CREATE TABLE overrules (image TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, reason TEXT NOT NULL) STRICT",
)

_VERSION_3 = (
    """CREATE TABLE patch_readings (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, recipe TEXT NOT NULL, number INTEGER NOT NULL, format INTEGER NOT NULL,
        at TEXT NOT NULL, words TEXT NOT NULL, heatmaps BLOB NOT NULL,
        UNIQUE (image, recipe, number, format)
    ) STRICT""",
)

OF_READERS = (
    "annotations",
    "segments",
    "calibrations",
    "corrected_lungs",
    "labels",
    "comments",
    "verdicts",
    "key_images",
    "changes",
    "overrules",
)

READINGS = Schema(
    what="the file of readings",
    application_id=0x63787272,  # "cxrr"
    migrations=(_VERSION_1, _VERSION_2, _VERSION_3),
    checked=frozenset(OF_READERS),
)
