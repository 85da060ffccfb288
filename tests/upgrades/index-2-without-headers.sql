BEGIN TRANSACTION;
CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE, name TEXT NOT NULL, position TEXT NOT NULL,
        size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT,
        instance INTEGER REFERENCES instances (id) ON DELETE CASCADE,
        refusal TEXT NOT NULL
    ) STRICT;
INSERT INTO "files" VALUES(1,X'2F66696C6D732F302E64636D','0.dcm','0.dcm',582,1795376714837286581,NULL,1,'');
INSERT INTO "files" VALUES(2,X'2F66696C6D732F312E64636D','1.dcm','1.dcm',582,1795376714846632087,NULL,2,'');
CREATE TABLE instances (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, frames INTEGER NOT NULL,
        sop_class_uid TEXT NOT NULL, transfer_syntax_uid TEXT NOT NULL,
        is_image INTEGER NOT NULL, description TEXT NOT NULL,
        UNIQUE (series, uid, number, rows, columns, frames)
    ) STRICT;
INSERT INTO "instances" VALUES(1,1,'1.2.0.1.1.1',1,4,5,1,'1.2.840.10008.5.1.4.1.1.2','1.2.840.10008.1.2.1',1,'CT Image Storage');
INSERT INTO "instances" VALUES(2,2,'1.2.1.1.1.1',1,4,5,1,'1.2.840.10008.5.1.4.1.1.2','1.2.840.10008.1.2.1',1,'CT Image Storage');
CREATE TABLE patients (
        id INTEGER PRIMARY KEY,
        patient_id TEXT NOT NULL, name TEXT NOT NULL, birth_date TEXT NOT NULL,
        sex TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient_id, name, birth_date)
    ) STRICT;
INSERT INTO "patients" VALUES(1,'0','Patient, 0','','','patient, 0 0');
INSERT INTO "patients" VALUES(2,'1','Patient, 1','','','patient, 1 1');
CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL, modality TEXT NOT NULL, description TEXT NOT NULL,
        body_part TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (study, uid)
    ) STRICT;
INSERT INTO "series" VALUES(1,1,'1.2.0.1.1',1,'CT','','','ct');
INSERT INTO "series" VALUES(2,2,'1.2.1.1.1',1,'CT','','','ct');
CREATE TABLE studies (
        id INTEGER PRIMARY KEY,
        patient INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, date TEXT NOT NULL, time TEXT NOT NULL, description TEXT NOT NULL,
        accession_number TEXT NOT NULL, institution TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient, uid)
    ) STRICT;
INSERT INTO "studies" VALUES(1,1,'1.2.0.1','20240131','','','','','');
INSERT INTO "studies" VALUES(2,2,'1.2.1.1','20240131','','','','','');
CREATE TABLE thumbnails (
        file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        png BLOB NOT NULL
    ) STRICT;
CREATE INDEX files_by_instance ON files (instance);
CREATE INDEX studies_by_date ON studies (date);
PRAGMA application_id = 1668838006;
PRAGMA user_version = 2;
COMMIT;
