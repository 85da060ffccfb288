BEGIN TRANSACTION;
CREATE TABLE course (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        recipe TEXT NOT NULL, begun TEXT NOT NULL,
        ended TEXT NOT NULL CHECK (ended IN ('', 'finished', 'cancelled', 'failed')), reason TEXT NOT NULL
    ) STRICT;
INSERT INTO "course" VALUES(1,'recipe','2026-03-04T05:06:07+00:00','finished','');
CREATE TABLE deliveries (
        sha256 TEXT NOT NULL, recipe TEXT NOT NULL, name TEXT NOT NULL, remote TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'rejected', 'none')),
        tries INTEGER NOT NULL, next_at REAL NOT NULL, uid TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (sha256, recipe, name, remote)
    ) STRICT;
INSERT INTO "deliveries" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','recipe','one_sr.dcm','PACS@host:104','sent',1,0.0,'1.2.3.4.5','');
CREATE TABLE films (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'failed')), reason TEXT NOT NULL,
        priority TEXT NOT NULL, listed INTEGER NOT NULL
    ) STRICT;
INSERT INTO "films" VALUES(1,X'2F66696C6D732F6F6E652E64636D',-1,0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','queued','','STAT',1);
INSERT INTO "films" VALUES(2,X'2F66696C6D732F74776F2E64636D',-1,0,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','queued','','',1);
INSERT INTO "films" VALUES(3,X'2F66696C6D732F6772C3B6C39F652E64636D',-1,0,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','queued','','',1);
INSERT INTO "films" VALUES(4,X'2F66696C6D732F666F75722E64636D',-1,0,'','queued','','',1);
CREATE TABLE policies (
        sha256 TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, words TEXT NOT NULL
    ) STRICT;
INSERT INTO "policies" VALUES('6377958c265a8436c2605048dc5278bc5ab8a8ea8cd37a65a092c5f9fa2f2817','cxrviewer default','1.1.0','{"name":"cxrviewer default","version":"1.1.0","unanswered_from":0.7,"unknown_score":0.5,"other_severity":0.8,"severity":{"normal":0.0,"lung_opacity":0.6,"viral_pneumonia":0.8,"covid19":1.0},"weights":{"findings":0.75,"extent":0.2,"quality":0.05},"priorities":{"STAT":0.8,"HIGH":0.5,"MEDIUM":0.2,"MED":0.2,"ROUTINE":0.0,"LOW":0.0},"other_extent_from":0.5,"extent_from":{"lung_opacity":0.5,"viral_pneumonia":0.5,"covid19":0.5},"words":{"routine":0.0,"soon":0.15,"urgent":0.35}}');
CREATE TABLE ranks (
        film INTEGER NOT NULL PRIMARY KEY REFERENCES films (id),
        rank INTEGER NOT NULL, urgency REAL, why TEXT NOT NULL,
        policy TEXT NOT NULL REFERENCES policies (sha256)
    , word TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "ranks" VALUES(1,3,0.665875,'covid19 0.88, normal 0.12; Grad-CAM strong over 25% of the lungs; 2 warnings of quality; clinical priority STAT.','6377958c265a8436c2605048dc5278bc5ab8a8ea8cd37a65a092c5f9fa2f2817','urgent');
INSERT INTO "ranks" VALUES(2,2,0.85,'The models abstain: the film is too small.','6377958c265a8436c2605048dc5278bc5ab8a8ea8cd37a65a092c5f9fa2f2817','look first');
INSERT INTO "ranks" VALUES(3,1,0.85,'Could not be analysed: is damaged.','6377958c265a8436c2605048dc5278bc5ab8a8ea8cd37a65a092c5f9fa2f2817','look first');
INSERT INTO "ranks" VALUES(4,4,NULL,'Not analysed yet.','6377958c265a8436c2605048dc5278bc5ab8a8ea8cd37a65a092c5f9fa2f2817','');
CREATE TABLE readings (
        content TEXT NOT NULL PRIMARY KEY, read_at TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('', 'agree', 'disagree')),
        judged TEXT NOT NULL, remark TEXT NOT NULL
    ) STRICT;
INSERT INTO "readings" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-03-04T05:06:07+00:00','agree','covid19','as told');
CREATE TABLE results (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL, recipe TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('done', 'abstained', 'failed')),
        reason TEXT NOT NULL, probabilities TEXT NOT NULL, warnings INTEGER NOT NULL,
        record TEXT NOT NULL, at TEXT NOT NULL, involved TEXT NOT NULL DEFAULT '[]', saved TEXT NOT NULL DEFAULT '', prediction TEXT NOT NULL DEFAULT '', likeliest REAL,
        UNIQUE (sha256, recipe)
    ) STRICT;
INSERT INTO "results" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','recipe','done','','{"normal": 0.125, "covid19": 0.875}',2,'{"labels": {"covid19": 0.875}}','2026-03-04T05:06:07+00:00','[0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25]','','covid19',0.875);
INSERT INTO "results" VALUES(2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','recipe','abstained','the film is too small','{}',0,'{"status": "abstained"}','2026-03-04T05:06:07+00:00','[]','','',NULL);
INSERT INTO "results" VALUES(3,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','recipe','failed','is damaged','{}',0,'{"status": "failed"}','2026-03-04T05:06:07+00:00','[]','','',NULL);
CREATE TABLE thumbnails (sha256 TEXT NOT NULL PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
INSERT INTO "thumbnails" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',X'FFD870696374757265FFD9');
CREATE INDEX ranks_by_rank ON ranks (rank);
PRAGMA application_id = 1668837986;
PRAGMA user_version = 4;
COMMIT;
