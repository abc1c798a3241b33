-- Requests of residents about their own data, each with its clock.
CREATE TABLE rights_request (
    id              TEXT   NOT NULL PRIMARY KEY,
    path            {path} NOT NULL,
    person          TEXT   NOT NULL,
    person_right    TEXT   NOT NULL,
    request         TEXT   NOT NULL,
    received_at     BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    received_by     TEXT   NOT NULL REFERENCES account (id),
    decision        TEXT,
    decision_reason TEXT,
    decided_by      TEXT   REFERENCES account (id),
    decided_at      BIGINT,
    -- JSON array of what each holder of the person's data did.
    outcomes        TEXT   NOT NULL
);
CREATE INDEX rights_request_open ON rights_request (due_at, id) WHERE decided_at IS NULL;

-- Looking for records that have been kept long enough, and what was found.
CREATE TABLE retention_run (
    id          TEXT   NOT NULL PRIMARY KEY,
    asked_at    BIGINT NOT NULL,
    asked_by    TEXT   REFERENCES account (id),
    is_purge    BIGINT NOT NULL,
    -- JSON array of what is due by rule.
    items       TEXT   NOT NULL,
    finished_at BIGINT
);
