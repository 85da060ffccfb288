BEGIN TRANSACTION;
CREATE TABLE analyses (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, recipe TEXT NOT NULL, format INTEGER NOT NULL,
        at TEXT NOT NULL, words TEXT NOT NULL, lungs BLOB NOT NULL, heatmaps BLOB NOT NULL,
        UNIQUE (image, recipe, format)
    ) STRICT;
INSERT INTO "analyses" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','6ff0032a1280fff5af49d06521933bc6cd1a34127f9e7eab9f571d815eccd7fc',2,'2026-03-04T05:06:07+00:00','{"lungs": {"rows": 48, "columns": 40, "edited": false, "model": {"name": "lungs", "version": "1.0.0", "sha256": "1111111111111111111111111111111111111111111111111111111111111111", "runtime": "ONNX Runtime (CPU)"}}, "areas": [{"lung": "right", "area_px": 5, "area_mm2": 0.7142857142857143, "spacing": {"row_mm": 0.3333333333333333, "column_mm": 0.143, "origin": "ImagerPixelSpacing"}}, {"lung": "left", "area_px": 0, "area_mm2": null, "spacing": null}], "classification": {"probabilities": {"normal": 0.1, "covid19": 0.9}, "grouped": {"sick": 0.6666666666666666}, "model": {"name": "classes", "version": "2.1.0", "sha256": "2222222222222222222222222222222222222222222222222222222222222222", "runtime": "ONNX Runtime (CPU)"}, "operating_points": {}, "novelty": null}, "heatmaps": [{"label": "covid19", "rows": 3, "columns": 4, "extent": [-1.5, 0, 0.3333333333333333, 40.0], "lung_share": 0.25, "model": {"name": "classes", "version": "2.1.0", "sha256": "2222222222222222222222222222222222222222222222222222222222222222", "runtime": "ONNX Runtime (CPU)"}}], "texture": [{"region": "both lungs", "features": {"entropy": 3.141592653589793, "contrast": 1e-17}, "pairs": 12345, "settings": {"levels": 32, "distance": 1, "angles_deg": [0, 45, 90, 135], "symmetric": true, "convention": "haralick1973", "quantisation": "equal steps over the display range of the film"}, "ranges": {}}], "timings_s": {"lungs": 0.125}, "notices": ["Frame 3 of 4 was analysed."], "texture_lascu2021": [], "quality": null}',X'7801ED944B0EC020084469EF7F68C36780D6685CB831C246D1E74C042351C5BC020FC71CE15DC132F872F4E71639C34250E47AC145CE31089ADC5F703397E4D4D86DBFC6C54561F293A9BA9C5917FC06DC3FEDA7DF23B7D77F8D6D5C18C3C78C9162F4978585010741604402468A9909221D722A18D8E5B30679E603F2',X'000000008C2EBA3D8C2E3A3EE9A28B3E8C2EBA3E2FBAE83EE9A20B3FBAE8223F8C2E3A3F5D74513F2FBA683F0000803F');
CREATE TABLE annotations (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, identifier TEXT NOT NULL, position REAL NOT NULL,
        kind TEXT NOT NULL, points BLOB NOT NULL, text TEXT NOT NULL,
        maker TEXT NOT NULL, origin TEXT NOT NULL, created TEXT NOT NULL,
        UNIQUE (image, identifier)
    ) STRICT;
INSERT INTO "annotations" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000000',1.0,'length',X'B76DDBB66DDB1640DBB66DDBB66D1B402549922449923C40DBB66DDBB66D2B40','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(2,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000001',2.0,'angle',X'B76DDBB66DDB1640DBB66DDBB66D1B40499224499224314024499224499234404992244992244140DBB66DDBB66D1B40','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(3,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000002',3.0,'Cobb angle',X'B76DDBB66DDB1640DBB66DDBB66D1B402549922449923C40DBB66DDBB66D2B40B76DDBB66DDB164049922449922441402549922449923C40DBB66DDBB66D3B40','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(4,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000003',4.0,'cardiothoracic ratio',X'4992244992243140DBB66DDBB66D1B4049922449922431402449922449924440B76DDBB66DDB2640DBB66DDBB66D3B402549922449923C40DBB66DDBB66D3B40B76DDBB66DDB1640499224499224414049922449922441404992244992244140','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(5,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000004',5.0,'rectangle',X'2549922449923C40DBB66DDBB66D1B40B76DDBB66DDB26402449922449923440','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(6,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000005',6.0,'ellipse',X'B76DDBB66DDB164024499224499234402549922449923C4024499224499234404992244992243140DBB66DDBB66D2B404992244992243140DBB66DDBB66D3B40','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(7,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000006',7.0,'ellipse',X'B76DDBB66DDB26402449922449923440499224499224314024499224499234402549922449922C40DBB66DDBB66D1B402549922449922C404992244992244140','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(8,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000007',8.0,'polygon',X'B76DDBB66DDB1640DBB66DDBB66D1B404992244992243140DBB66DDBB66D2B40B76DDBB66DDB26404992244992244140','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(9,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000008',9.0,'freehand',X'B76DDBB66DDB1640DBB66DDBB66D1B40B76DDBB66DDB2640DBB66DDBB66D2B4049922449922431402449922449923440B76DDBB66DDB3640DBB66DDBB66D1B402549922449923C40DBB66DDBB66D2B40B76DDBB66DDB16402449922449923440B76DDBB66DDB2640DBB66DDBB66D1B404992244992243140DBB66DDBB66D2B40B76DDBB66DDB364024499224499234402549922449923C40DBB66DDBB66D1B40B76DDBB66DDB1640DBB66DDBB66D2B40B76DDBB66DDB264024499224499234404992244992243140DBB66DDBB66D1B40B76DDBB66DDB3640DBB66DDBB66D2B402549922449923C402449922449923440B76DDBB66DDB1640DBB66DDBB66D1B40B76DDBB66DDB2640DBB66DDBB66D2B4049922449922431402449922449923440B76DDBB66DDB3640DBB66DDBB66D1B402549922449923C40DBB66DDBB66D2B40B76DDBB66DDB16402449922449923440B76DDBB66DDB2640DBB66DDBB66D1B404992244992243140DBB66DDBB66D2B40B76DDBB66DDB364024499224499234402549922449923C40DBB66DDBB66D1B40B76DDBB66DDB1640DBB66DDBB66D2B40B76DDBB66DDB264024499224499234404992244992243140DBB66DDBB66D1B40B76DDBB66DDB3640DBB66DDBB66D2B402549922449923C402449922449923440B76DDBB66DDB1640DBB66DDBB66D1B40','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(10,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000009',10.0,'arrow',X'B76DDBB66DDB2640DBB66DDBB66D2B40B76DDBB66DDB36404992244992244140','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(11,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000010',11.0,'text',X'49922449922431402449922449923440','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(12,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','00000000-0000-4000-8000-000000000011',12.0,'point',X'2549922449923C402449922449924440','Heart, first line
second line','drawn by the user','','2026-03-04T05:06:07+00:00');
INSERT INTO "annotations" VALUES(13,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#3','00000000-0000-4000-8000-0000000000ff',1.0,'text',X'0000000000000C400000000000001240','Größe, 2. Zeile
π','drawn by the user','','2026-03-04T05:06:07+00:00');
CREATE TABLE calibrations (
        image TEXT NOT NULL PRIMARY KEY,
        row_mm REAL NOT NULL, column_mm REAL NOT NULL, origin TEXT NOT NULL
    ) STRICT;
INSERT INTO "calibrations" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1',0.2,0.25,'calibrated by the user');
CREATE TABLE changes (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL, subject TEXT NOT NULL, what TEXT NOT NULL,
        added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL
    ) STRICT;
INSERT INTO "changes" VALUES(1,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(2,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(3,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(4,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(5,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(6,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(7,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(8,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(9,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(10,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(11,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(12,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','annotations',1,0,0);
INSERT INTO "changes" VALUES(13,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','lung mask',1,0,0);
INSERT INTO "changes" VALUES(14,'2026-03-04T05:06:07+00:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1','calibration',1,0,0);
INSERT INTO "changes" VALUES(15,'2026-03-04T05:06:07+00:00','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#3','annotations',1,0,0);
INSERT INTO "changes" VALUES(16,'2026-03-04T05:06:07+00:00','1.2.3','labels',1,0,0);
INSERT INTO "changes" VALUES(17,'2026-03-04T05:06:07+00:00','1.2.3','comment',1,0,0);
INSERT INTO "changes" VALUES(18,'2026-03-04T05:06:07+00:00','1.2.3','verdicts',1,0,0);
INSERT INTO "changes" VALUES(19,'2026-03-04T05:06:07+00:00','1.2.3','key images',1,0,0);
INSERT INTO "changes" VALUES(20,'2026-03-04T05:06:07+00:00','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#3','overrule',1,0,0);
CREATE TABLE comments (study TEXT NOT NULL PRIMARY KEY, comment TEXT NOT NULL) STRICT;
INSERT INTO "comments" VALUES('1.2.3','Compared with 2019.
No change.');
CREATE TABLE corrected_lungs (
        image TEXT NOT NULL PRIMARY KEY,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, data BLOB NOT NULL
    ) STRICT;
INSERT INTO "corrected_lungs" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1',48,40,X'7801ED944B0EC020084469EF7F68C36780D6685CB831C246D1E74C042351C5BC020FC71CE15DC132F872F4E71639C34250E47AC145CE31089ADC5F703397E4D4D86DBFC6C54561F293A9BA9C5917FC06DC3FEDA7DF23B7D77F8D6D5C18C3C78C9162F4978585010741604402468A9909221D722A18D8E5B30679E603F2');
CREATE TABLE key_images (
        id INTEGER PRIMARY KEY,
        study TEXT NOT NULL, image TEXT NOT NULL, position REAL NOT NULL,
        sop_instance_uid TEXT NOT NULL, frame INTEGER NOT NULL, note TEXT NOT NULL,
        UNIQUE (study, image)
    ) STRICT;
INSERT INTO "key_images" VALUES(1,'1.2.3','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1',1.0,'1.2.3.4',1,'left base');
CREATE TABLE labels (study TEXT NOT NULL PRIMARY KEY, labels TEXT NOT NULL) STRICT;
INSERT INTO "labels" VALUES('1.2.3','["Consolidation", "Line or tube"]');
CREATE TABLE overrules (image TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
INSERT INTO "overrules" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#3','2026-03-04T05:06:07+00:00','The film is what it is');
CREATE TABLE segments (
        id INTEGER PRIMARY KEY,
        image TEXT NOT NULL, identifier TEXT NOT NULL, position REAL NOT NULL,
        label TEXT NOT NULL, origin TEXT NOT NULL,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, data BLOB NOT NULL,
        UNIQUE (image, identifier)
    ) STRICT;
CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY,
        study TEXT NOT NULL, image TEXT NOT NULL, position REAL NOT NULL,
        prediction TEXT NOT NULL, model TEXT NOT NULL, agrees INTEGER NOT NULL, reason TEXT NOT NULL,
        UNIQUE (study, image)
    ) STRICT;
INSERT INTO "verdicts" VALUES(1,'1.2.3','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#1',1.0,'covid19','classes 2.1.0',0,'Too dark at the left');
CREATE INDEX annotations_by_position ON annotations (image, position);
PRAGMA application_id = 1668838002;
PRAGMA user_version = 2;
COMMIT;
