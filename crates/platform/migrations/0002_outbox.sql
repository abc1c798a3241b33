-- Outbox: effects promised in the transaction that stored the fact, carried out afterwards.
CREATE TABLE outbox (
    id {serial},
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    delivered_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;
