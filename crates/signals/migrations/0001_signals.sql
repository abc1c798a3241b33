-- Detection runs (预警运行): who asked for what, how far it came and what it found. The run's id is its job's id.
CREATE TABLE detection_run (
    id TEXT PRIMARY KEY,
    cause TEXT NOT NULL CHECK (cause IN ('request', 'counts')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    requested_by TEXT NOT NULL,
    from_day BIGINT,
    to_day BIGINT,
    region TEXT NOT NULL,
    streams TEXT NOT NULL,
    detectors TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    series_cursor BIGINT NOT NULL DEFAULT 0,
    series_total BIGINT NOT NULL DEFAULT 0,
    series_done BIGINT NOT NULL DEFAULT 0,
    signals_found BIGINT NOT NULL DEFAULT 0,
    signals_new BIGINT NOT NULL DEFAULT 0,
    signals_changed BIGINT NOT NULL DEFAULT 0,
    signals_withdrawn BIGINT NOT NULL DEFAULT 0,
    warning TEXT,
    error TEXT,
    queued_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX detection_run_by_time ON detection_run (queued_at, id);

-- Imports that told of changed counts; their series and days are looked up when a run begins.
CREATE TABLE detection_notice (
    import TEXT PRIMARY KEY,
    from_day BIGINT NOT NULL,
    to_day BIGINT NOT NULL,
    notice_count BIGINT NOT NULL DEFAULT 1
);

-- Days whose counts have changed since they were last assessed; a row goes in the transaction that assessed it.
CREATE TABLE detection_pending (
    series BIGINT PRIMARY KEY REFERENCES count_series (id),
    from_day BIGINT NOT NULL,
    to_day BIGINT NOT NULL,
    change_count BIGINT NOT NULL DEFAULT 1
);

-- A detector with every parameter as it was when it computed.
CREATE TABLE detector_setting (
    id {serial},
    detector TEXT NOT NULL,
    method TEXT NOT NULL,
    params TEXT NOT NULL,
    UNIQUE (detector, method, params)
);

-- Signals (预警信号): only alarms are kept. The key's words stand on the row, so that lists read one table.
CREATE TABLE signal (
    id TEXT PRIMARY KEY,
    series BIGINT NOT NULL REFERENCES count_series (id),
    day BIGINT NOT NULL,
    detector TEXT NOT NULL,
    setting BIGINT NOT NULL REFERENCES detector_setting (id),
    stream TEXT NOT NULL,
    condition TEXT NOT NULL,
    region TEXT NOT NULL,
    region_path {path} NOT NULL,
    stratum TEXT NOT NULL,
    observed BIGINT NOT NULL,
    expected DOUBLE PRECISION,
    bound DOUBLE PRECISION NOT NULL,
    p DOUBLE PRECISION,
    score DOUBLE PRECISION NOT NULL,
    why_zh TEXT NOT NULL,
    why_en TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES detection_run (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (series, day, detector)
);
CREATE INDEX signal_by_day ON signal (day, id);
-- Counting signals for maps reads this index alone.
CREATE INDEX signal_tally ON signal (day, stream, condition, region_path, stratum) WHERE withdrawn_at IS NULL;
CREATE INDEX signal_by_score ON signal (score, id);
CREATE INDEX signal_by_path ON signal (region_path, day);
CREATE INDEX signal_by_condition ON signal (condition, day, id);
CREATE INDEX signal_by_detector ON signal (detector, day, id);

-- What a signal said before corrected counts, another setting or its withdrawal (撤销) changed it.
CREATE TABLE signal_revision (
    id {serial},
    signal TEXT NOT NULL REFERENCES signal (id),
    setting BIGINT NOT NULL REFERENCES detector_setting (id),
    observed BIGINT NOT NULL,
    expected DOUBLE PRECISION,
    bound DOUBLE PRECISION NOT NULL,
    p DOUBLE PRECISION,
    score DOUBLE PRECISION NOT NULL,
    why_zh TEXT NOT NULL,
    why_en TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    run TEXT NOT NULL,
    withdrawn_at BIGINT,
    said_at BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by TEXT NOT NULL REFERENCES detection_run (id)
);
CREATE INDEX signal_revision_by_signal ON signal_revision (signal, id);
