"""The tables of the index of studies."""

from cxrviewer.store.schema import Schema

NO_NUMBER = 2**31  # above every value of the VR IS (PS3.5 6.2), so that what has no number comes last

_VERSION_1 = (
    """CREATE TABLE patients (
        id INTEGER PRIMARY KEY,
        patient_id TEXT NOT NULL, name TEXT NOT NULL, birth_date TEXT NOT NULL,
        sex TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient_id, name, birth_date)
    ) STRICT""",
    """CREATE TABLE studies (
        id INTEGER PRIMARY KEY,
        patient INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, date TEXT NOT NULL, time TEXT NOT NULL, description TEXT NOT NULL,
        accession_number TEXT NOT NULL, institution TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient, uid)
    ) STRICT""",
    """CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL, modality TEXT NOT NULL, description TEXT NOT NULL,
        body_part TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (study, uid)
    ) STRICT""",
    """CREATE TABLE instances (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, frames INTEGER NOT NULL,
        sop_class_uid TEXT NOT NULL, transfer_syntax_uid TEXT NOT NULL,
        is_image INTEGER NOT NULL, description TEXT NOT NULL,
        UNIQUE (series, uid, number, rows, columns, frames)
    ) STRICT""",
    """CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE, name TEXT NOT NULL, position TEXT NOT NULL,
        size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT,
        instance INTEGER REFERENCES instances (id) ON DELETE CASCADE,
        header TEXT NOT NULL, refusal TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX files_by_instance ON files (instance)",
    "CREATE INDEX studies_by_date ON studies (date)",
)

_VERSION_2 = (
    """CREATE TABLE thumbnails (
        file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        png BLOB NOT NULL
    ) STRICT""",
)

INDEX = Schema(
    what="the index of studies",
    application_id=0x63787276,  # "cxrv"
    migrations=(_VERSION_1, _VERSION_2),
)
