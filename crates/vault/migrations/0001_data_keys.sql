-- Data keys (数据密钥): each row is one generation, wrapped by a key that is never in the database.
CREATE TABLE data_key (
    number BIGINT PRIMARY KEY,
    master_key TEXT NOT NULL,
    wrapped {blob} NOT NULL,
    created_at BIGINT NOT NULL
);

-- How far a rotation (密钥轮换) has come; one row per job.
CREATE TABLE key_rotation (
    job TEXT PRIMARY KEY,
    key_number BIGINT NOT NULL,
    sealed_table TEXT,
    after_id TEXT NOT NULL DEFAULT '',
    pass_resealed_count BIGINT NOT NULL DEFAULT 0,
    resealed_count BIGINT NOT NULL DEFAULT 0,
    unreadable_count BIGINT NOT NULL DEFAULT 0,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
