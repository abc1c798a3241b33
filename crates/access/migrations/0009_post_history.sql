-- Posts as they were granted and withdrawn, with the reason in the words of whoever did it.
CREATE TABLE account_post_change (
    number {serial},
    account TEXT NOT NULL REFERENCES account (id),
    position BIGINT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT,
    is_granted BIGINT NOT NULL CHECK (is_granted IN (0, 1)),
    reason TEXT,
    -- An account, or nobody where the command line or the program did it.
    changed_by TEXT,
    changed_at BIGINT NOT NULL
);
CREATE INDEX account_post_change_of ON account_post_change (account, number);
