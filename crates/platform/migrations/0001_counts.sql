-- Counts (计数): every stream of every capability, keyed by stream, condition, region, stratum and day.
-- The key's words stand once in count_series; the points are narrow rows stored in reading order.
CREATE TABLE count_batch (
    id {serial},
    source TEXT NOT NULL,
    reference TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX count_batch_by_reference ON count_batch (source, reference);

CREATE TABLE count_series (
    id {serial},
    stream TEXT NOT NULL,
    condition TEXT NOT NULL,
    region TEXT NOT NULL,
    region_path {path} NOT NULL,
    stratum TEXT NOT NULL,
    first_day BIGINT,
    last_day BIGINT,
    changed_at BIGINT NOT NULL,
    UNIQUE (stream, condition, region, stratum)
);
-- One condition in an area; and, without touching the table, what an area holds of a stream.
CREATE INDEX count_series_by_condition ON count_series (stream, condition, region_path);
CREATE INDEX count_series_by_path ON count_series (stream, region_path, condition, first_day, last_day);

CREATE TABLE count_point (
    series BIGINT NOT NULL REFERENCES count_series (id),
    day BIGINT NOT NULL,
    value BIGINT NOT NULL CHECK (value >= 0),
    batch BIGINT NOT NULL REFERENCES count_batch (id),
    line BIGINT NOT NULL,
    PRIMARY KEY (series, day)
) {clustered};

-- What a point said before it was corrected (订正).
CREATE TABLE count_revision (
    id {serial},
    series BIGINT NOT NULL REFERENCES count_series (id),
    day BIGINT NOT NULL,
    value BIGINT NOT NULL,
    batch BIGINT NOT NULL REFERENCES count_batch (id),
    line BIGINT NOT NULL,
    replaced_by BIGINT NOT NULL REFERENCES count_batch (id),
    replaced_at BIGINT NOT NULL
);
CREATE INDEX count_revision_by_point ON count_revision (series, day);
