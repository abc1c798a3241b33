-- The audit trail (审计日志): entries in an SM3 hash chain, only ever added.
-- No column holds NULL: an empty text means "none", so that one entry has one encoding.
CREATE TABLE audit_entry (
    sequence BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT NOT NULL,
    action TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    request TEXT NOT NULL,
    detail TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    hash TEXT NOT NULL
) {clustered};
CREATE INDEX audit_entry_account ON audit_entry (account, sequence);
CREATE INDEX audit_entry_action ON audit_entry (action, sequence);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, sequence);
CREATE INDEX audit_entry_at ON audit_entry (at);
{append_only:audit_entry:sequence}

-- The end of the chain, one row. Whoever appends holds it locked, so that numbers have no gaps.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- Signed heads (检查点), to be published where nobody who writes here can change them.
CREATE TABLE audit_checkpoint (
    sequence BIGINT PRIMARY KEY,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL
);
{append_only:audit_checkpoint:sequence}

-- When the chain was last verified, and how that ended; one row, replaced each time.
CREATE TABLE audit_verification (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    damage TEXT NOT NULL
);
