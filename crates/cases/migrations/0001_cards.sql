-- Report cards (传染病报告卡): what names somebody is sealed in `content`; in the clear stands what lists, clocks and rights need.
CREATE TABLE card (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    condition TEXT,
    -- The disease of a subtype, by which duplicates are looked for.
    root TEXT,
    case_class TEXT,
    level BIGINT NOT NULL,
    onset_day BIGINT,
    diagnosis_day BIGINT,
    -- First and last instant at which the diagnosis may have been made, as exactly as the card says it.
    diagnosed_from BIGINT,
    diagnosed_to BIGINT,
    death_day BIGINT,
    person TEXT,
    organisation {path} NOT NULL,
    -- Where the reporting organisation lies, and where the patient lives.
    organisation_path {path} NOT NULL,
    residence_path {path} NOT NULL,
    is_synthetic BIGINT NOT NULL,
    is_corrected BIGINT NOT NULL,
    returned_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The first report decides whether the card was in time; the last one starts the county's clock.
    reported_at BIGINT,
    submitted_at BIGINT,
    reviewed_at BIGINT,
    report_limit_minutes BIGINT,
    report_due_at BIGINT,
    -- From when a card that was not reported is overdue whatever the hour of its diagnosis was.
    overdue_at BIGINT,
    review_due_at BIGINT,
    report_timeliness TEXT NOT NULL,
    review_timeliness TEXT NOT NULL,
    -- The day whose month a card counts in: of the first report, of the diagnosis while there is none, else of the draft.
    stat_day BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    content {blob} NOT NULL
);
CREATE INDEX card_organisation ON card (organisation_path, stat_day, number);
CREATE INDEX card_residence ON card (residence_path, stat_day, number);
CREATE INDEX card_state ON card (state, organisation_path, number);
CREATE INDEX card_person ON card (person, root, onset_day) WHERE person IS NOT NULL;
CREATE INDEX card_condition ON card (condition, stat_day, number);

-- Every version of a card: what was done, by whom, why, and the card as it stood then. Never changed, never deleted.
CREATE TABLE card_version (
    id TEXT PRIMARY KEY,
    card BIGINT NOT NULL REFERENCES card (number),
    version BIGINT NOT NULL,
    step TEXT NOT NULL,
    state_before TEXT,
    state_after TEXT NOT NULL,
    reason TEXT,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation TEXT,
    at BIGINT NOT NULL,
    content {blob} NOT NULL
);
CREATE UNIQUE INDEX card_version_of ON card_version (card, version);

-- Two cards that may be of one illness (重卡).
CREATE TABLE card_duplicate (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    -- The older card and the newer one.
    earlier BIGINT NOT NULL REFERENCES card (number),
    later BIGINT NOT NULL REFERENCES card (number),
    score DOUBLE PRECISION NOT NULL,
    onset_gap_days BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    organisation_path {path} NOT NULL,
    level BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    UNIQUE (earlier, later)
);
CREATE INDEX card_duplicate_queue ON card_duplicate (state, organisation_path, number);
CREATE INDEX card_duplicate_later ON card_duplicate (later);
