-- Programs of hospitals and laboratories that use the API (API 客户端): one post each, narrowed to some permissions.
CREATE TABLE api_client (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT,
    -- Permissions by name, parted by blanks; an empty text means all of the role's.
    permissions TEXT NOT NULL,
    requests_per_minute BIGINT NOT NULL CHECK (requests_per_minute > 0),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);

-- Keys of a client: the newest, and while it is rotated the one before. Only hashes are kept.
CREATE TABLE api_client_key (
    key_hash TEXT PRIMARY KEY,
    client TEXT NOT NULL REFERENCES api_client (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX api_client_key_client ON api_client_key (client);
