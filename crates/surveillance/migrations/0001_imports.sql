-- Imports (导入): one row per file that was offered, with how far it was read.
-- `position` and `row_number` are moved in the transaction that stored what lies before them.
CREATE TABLE import (
    id TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    file_name TEXT NOT NULL,
    path TEXT,
    layout_asked TEXT,
    layout TEXT,
    encoding TEXT,
    headers TEXT,
    digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    requested_by TEXT NOT NULL,
    areas TEXT NOT NULL,
    batch BIGINT REFERENCES count_batch (id),
    bytes_total BIGINT NOT NULL,
    bytes_done BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL DEFAULT 0,
    row_number BIGINT NOT NULL DEFAULT 0,
    rows_read BIGINT NOT NULL DEFAULT 0,
    rows_new BIGINT NOT NULL DEFAULT 0,
    rows_changed BIGINT NOT NULL DEFAULT 0,
    rows_unchanged BIGINT NOT NULL DEFAULT 0,
    rows_skipped BIGINT NOT NULL DEFAULT 0,
    rows_rejected BIGINT NOT NULL DEFAULT 0,
    queued_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    error TEXT
);
CREATE INDEX import_by_digest ON import (digest);

-- The bytes of an uploaded file, in pieces, kept as they came.
CREATE TABLE import_piece (
    import TEXT NOT NULL,
    number BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    bytes {blob} NOT NULL,
    PRIMARY KEY (import, number)
);

-- Batches of counts that an import wrote: its own, and one for each replay of repaired rows.
CREATE TABLE import_batch (
    batch BIGINT PRIMARY KEY REFERENCES count_batch (id),
    import TEXT NOT NULL REFERENCES import (id)
);

-- Rows left out on purpose, by reason.
CREATE TABLE import_skip (
    import TEXT NOT NULL REFERENCES import (id),
    reason_en TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (import, reason_en)
);

-- Rows that broke a rule, kept whole for repair (修正) and replay (重放).
CREATE TABLE import_rejected (
    import TEXT NOT NULL REFERENCES import (id),
    row_number BIGINT NOT NULL,
    column_name TEXT,
    rule TEXT,
    message_en TEXT,
    message_zh TEXT,
    value TEXT,
    suggestion TEXT,
    fields TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'replayed', 'dismissed')),
    corrected_by TEXT,
    corrected_at BIGINT,
    PRIMARY KEY (import, row_number)
) {clustered};
