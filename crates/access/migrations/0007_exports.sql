-- Every file that was handed out, and every one that waits for an approval.
CREATE TABLE export (
    id              TEXT   NOT NULL PRIMARY KEY,
    -- An account, or an API client, which is none.
    account         TEXT   NOT NULL,
    account_name    TEXT   NOT NULL,
    path            {path} NOT NULL,
    kind            TEXT   NOT NULL,
    format          TEXT   NOT NULL,
    -- JSON array of label and text; its digest binds an approval to the question.
    filter          TEXT   NOT NULL,
    filter_digest   TEXT   NOT NULL,
    as_of           BIGINT,
    rows_count      BIGINT NOT NULL,
    masked_count    BIGINT NOT NULL,
    purpose         TEXT   NOT NULL,
    pack_version    TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    asked_at        BIGINT NOT NULL,
    reason          TEXT,
    decided_by      TEXT   REFERENCES account (id),
    decision        TEXT,
    decision_reason TEXT,
    decided_at      BIGINT,
    expires_at      BIGINT,
    handed_out_at   BIGINT
);
CREATE INDEX export_by_account ON export (account, id);
CREATE INDEX export_by_state ON export (state, id);
