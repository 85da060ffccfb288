"""The tables of a batch: the films that were found, what came of each, and how they are ranked.

A result belongs to the content of a file and to the recipe, never to a name; films of the same content share
it. Names of files are bytes, as the system gives them. So it is with what a reader says of a film; one whose
content could not be read goes by its name there.
"""

from cxrviewer.store.schema import Schema

_VERSION_1 = (
    """CREATE TABLE results (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL, recipe TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('done', 'abstained', 'failed')),
        reason TEXT NOT NULL, probabilities TEXT NOT NULL, extent REAL, warnings INTEGER NOT NULL,
        record TEXT NOT NULL, at TEXT NOT NULL,
        UNIQUE (sha256, recipe)
    ) STRICT""",
    """CREATE TABLE films (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'failed')), reason TEXT NOT NULL,
        priority TEXT NOT NULL, listed INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE policies (
        sha256 TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, words TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE ranks (
        film INTEGER NOT NULL PRIMARY KEY REFERENCES films (id),
        rank INTEGER NOT NULL, urgency REAL, why TEXT NOT NULL,
        policy TEXT NOT NULL REFERENCES policies (sha256)
    ) STRICT""",
    "CREATE INDEX ranks_by_rank ON ranks (rank)",
)

_VERSION_2 = (
    "ALTER TABLE results DROP COLUMN extent",
    "ALTER TABLE results ADD COLUMN involved TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE results ADD COLUMN saved TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE thumbnails (sha256 TEXT NOT NULL PRIMARY KEY, jpeg BLOB NOT NULL) STRICT",
)

_VERSION_3 = (
    """CREATE TABLE deliveries (
        sha256 TEXT NOT NULL, recipe TEXT NOT NULL, name TEXT NOT NULL, remote TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'rejected', 'none')),
        tries INTEGER NOT NULL, next_at REAL NOT NULL, uid TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (sha256, recipe, name, remote)
    ) STRICT""",
)

_VERSION_4 = (
    "ALTER TABLE results ADD COLUMN prediction TEXT NOT NULL DEFAULT ''",
    "UPDATE results SET prediction = ifnull("
    "(SELECT key FROM json_each(probabilities) ORDER BY value DESC, id LIMIT 1), '')",
    "ALTER TABLE results ADD COLUMN likeliest REAL",
    "UPDATE results SET likeliest = (SELECT max(value) FROM json_each(probabilities))",
    "ALTER TABLE ranks ADD COLUMN word TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE course (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        recipe TEXT NOT NULL, begun TEXT NOT NULL,
        ended TEXT NOT NULL CHECK (ended IN ('', 'finished', 'cancelled', 'failed')), reason TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE readings (
        content TEXT NOT NULL PRIMARY KEY, read_at TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('', 'agree', 'disagree')),
        judged TEXT NOT NULL, remark TEXT NOT NULL
    ) STRICT""",
)

_VERSION_5 = (
    "ALTER TABLE ranks ADD COLUMN priority TEXT NOT NULL DEFAULT ''",
    "UPDATE ranks SET priority = ifnull((SELECT priority FROM films WHERE id = film), '')",
)

BATCH = Schema(
    what="the file of the batch",
    application_id=0x63787262,  # "cxrb"
    migrations=(_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4, _VERSION_5),
)
