-- Sight of one record or one event's records for a while, reviewed afterwards.
CREATE TABLE emergency_access (
    id            TEXT   NOT NULL PRIMARY KEY,
    account       TEXT   NOT NULL REFERENCES account (id),
    -- Area of the post it was asked from.
    path          {path} NOT NULL,
    kind          TEXT   NOT NULL,
    subject       TEXT   NOT NULL,
    permission    TEXT   NOT NULL,
    purpose       TEXT   NOT NULL,
    event         TEXT,
    reason        TEXT   NOT NULL,
    opened_at     BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    ended_at      BIGINT,
    end_cause     TEXT,
    reviewed_at   BIGINT,
    reviewed_by   TEXT   REFERENCES account (id),
    verdict       TEXT,
    review_reason TEXT
);
-- Every request of a signed-in account looks here.
CREATE INDEX emergency_access_by_account ON emergency_access (account, expires_at);
CREATE INDEX emergency_access_by_event ON emergency_access (event) WHERE event IS NOT NULL;
CREATE INDEX emergency_access_unreviewed ON emergency_access (id) WHERE reviewed_at IS NULL;

-- Requests to other agencies and from them.
CREATE TABLE agency_request (
    id                    TEXT   NOT NULL PRIMARY KEY,
    path                  {path} NOT NULL,
    direction             TEXT   NOT NULL,
    agency                TEXT   NOT NULL,
    basis                 TEXT   NOT NULL,
    event                 TEXT   NOT NULL,
    purpose_text          TEXT   NOT NULL,
    -- JSON array of the agency's field ids.
    fields                TEXT   NOT NULL,
    people_count          BIGINT NOT NULL,
    from_day              BIGINT NOT NULL,
    to_day                BIGINT NOT NULL,
    expires_on            BIGINT NOT NULL,
    state                 TEXT   NOT NULL,
    asked_by              TEXT   NOT NULL REFERENCES account (id),
    asked_at              BIGINT NOT NULL,
    answered_at           BIGINT,
    answer_rows           BIGINT,
    refused_answers_count BIGINT NOT NULL,
    destroyed_at          BIGINT
);
CREATE INDEX agency_request_by_event ON agency_request (event);

-- Who is asked about; sealed, and destroyed with the event.
CREATE TABLE agency_person (
    id       TEXT   NOT NULL PRIMARY KEY,
    request  TEXT   NOT NULL REFERENCES agency_request (id),
    position BIGINT NOT NULL,
    identity {blob} NOT NULL
);
CREATE UNIQUE INDEX agency_person_by_request ON agency_person (request, position);

CREATE TABLE agency_decision (
    request    TEXT   NOT NULL REFERENCES agency_request (id),
    account    TEXT   NOT NULL REFERENCES account (id),
    decision   TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (request, account)
);

-- What came back; sealed, and destroyed with the event.
CREATE TABLE agency_answer (
    id           TEXT   NOT NULL PRIMARY KEY,
    request      TEXT   NOT NULL REFERENCES agency_request (id),
    row_number   BIGINT NOT NULL,
    field_values {blob} NOT NULL
);
CREATE UNIQUE INDEX agency_answer_by_request ON agency_answer (request, row_number);

-- What was destroyed when an event was over.
CREATE TABLE agency_purge (
    id             TEXT   NOT NULL PRIMARY KEY,
    event          TEXT   NOT NULL,
    asked_at       BIGINT NOT NULL,
    requests_count BIGINT NOT NULL,
    people_count   BIGINT NOT NULL,
    rows_count     BIGINT NOT NULL,
    finished_at    BIGINT
);
