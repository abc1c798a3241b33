-- Accounts linked to somebody at the sign-in provider (统一身份认证). The provider's name for them may be a telephone
-- or an address, so only a hash of it is kept.
CREATE TABLE account_identity (
    subject_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL UNIQUE REFERENCES account (id),
    linked_at BIGINT NOT NULL
);

-- Sign-ins that went to the provider and have not come back. A row is taken away when one does, so none comes back twice.
CREATE TABLE oidc_attempt (
    state_hash TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    return_to TEXT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX oidc_attempt_age ON oidc_attempt (started_at);
