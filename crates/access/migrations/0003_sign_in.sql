-- Accounts that nobody may sign in with, and when each was last used.
ALTER TABLE account ADD COLUMN disabled_at BIGINT;
ALTER TABLE account ADD COLUMN disabled_reason TEXT NOT NULL DEFAULT ''
    CHECK (disabled_reason IN ('', 'administrator', 'dormant'));
ALTER TABLE account ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0;

-- Hashes of former passwords, which may not be chosen again.
CREATE TABLE account_former_password (
    id {serial},
    account TEXT NOT NULL REFERENCES account (id),
    replaced_at BIGINT NOT NULL,
    password_hash TEXT NOT NULL
);
CREATE INDEX account_former_password_account ON account_former_password (account);

-- Second factors (第二因素): the secret of an authenticator, sealed by the vault.
-- Without `enrolled_at` it was shown and not confirmed yet. A code of `last_step` or before was used or is too old.
CREATE TABLE account_second_factor (
    account TEXT PRIMARY KEY REFERENCES account (id),
    secret_sealed {blob} NOT NULL,
    started_at BIGINT NOT NULL,
    enrolled_at BIGINT,
    last_step BIGINT NOT NULL
);

-- Recovery codes (恢复码), each good for one sign-in without the authenticator; only hashes are kept.
CREATE TABLE account_recovery_code (
    account TEXT NOT NULL REFERENCES account (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account, code_hash)
);

-- Sessions with the device they are on. Those of the table before have no id and end here.
-- The token itself is only in the browser; here stands its SHA-256, and the id says nothing about it.
DROP TABLE account_session;
CREATE TABLE account_session (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    verified BIGINT NOT NULL CHECK (verified IN (0, 1)),
    -- Whether a sign-in provider vouched for its holder, who then need not know the password here.
    by_provider BIGINT NOT NULL CHECK (by_provider IN (0, 1)),
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account);
CREATE INDEX account_session_age ON account_session (last_seen_at);
