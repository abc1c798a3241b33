-- Accounts (账号), the posts (岗位) they hold, and their open sessions.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    display_name_zh TEXT NOT NULL,
    display_name_en TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BIGINT NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1)),
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL
);

CREATE TABLE account_post (
    account TEXT NOT NULL REFERENCES account (id),
    position BIGINT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT,
    PRIMARY KEY (account, position)
);

-- The token itself is only in the browser; here stands its SHA-256.
CREATE TABLE account_session (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account);
CREATE INDEX account_session_age ON account_session (last_seen_at);

-- Failed sign-ins per subject, which is a hash of what was typed as the name or of the address it came from.
-- Typed names are not kept in the clear: people type passwords into the wrong field.
CREATE TABLE sign_in_guard (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_guard_age ON sign_in_guard (last_failure_at);

-- What happened at the door. Rows are only ever added.
CREATE TABLE access_log (
    id {serial},
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    account TEXT,
    source TEXT
);
CREATE INDEX access_log_at ON access_log (at);
