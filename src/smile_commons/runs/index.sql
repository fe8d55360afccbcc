-- The tables of the index over all runs; `user_version` is set beside them.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, folder TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, run TEXT NOT NULL,
    dialogue TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, status TEXT NOT NULL,
    model TEXT, speeches INTEGER NOT NULL, calls INTEGER NOT NULL, prompt INTEGER NOT NULL,
    cached INTEGER NOT NULL, completion INTEGER NOT NULL, seconds REAL NOT NULL, cost REAL,
    fault TEXT
);
CREATE TABLE speeches (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id), turn INTEGER NOT NULL,
    act TEXT NOT NULL, speaker TEXT NOT NULL, cue TEXT NOT NULL, text TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX speeches_of_run ON speeches (run);
CREATE VIRTUAL TABLE said USING fts5 (
    text, content='speeches', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER said_more AFTER INSERT ON speeches BEGIN
    INSERT INTO said (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER said_less AFTER DELETE ON speeches BEGIN
    INSERT INTO said (said, rowid, text) VALUES ('delete', old.id, old.text);
END;
