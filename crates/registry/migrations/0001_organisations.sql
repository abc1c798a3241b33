-- Organisations (机构) and what they were before they changed.
CREATE TABLE organisation (
    id {path} PRIMARY KEY,
    code TEXT,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    -- Ancestor path of the region, so that "at or below" is a range of the index.
    region_path {path} NOT NULL,
    parent TEXT,
    valid_from BIGINT,
    valid_to BIGINT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    -- For searching: names without case and blanks, full pinyin, initials.
    search_zh TEXT NOT NULL,
    search_en TEXT NOT NULL,
    search_pinyin TEXT NOT NULL,
    search_initials TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX organisation_region ON organisation (region_path, id);

-- A row of the past, as it stood from `recorded_at` until it was replaced.
CREATE TABLE organisation_revision (
    number {serial},
    organisation {path} NOT NULL REFERENCES organisation (id),
    code TEXT,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    parent TEXT,
    valid_from BIGINT,
    valid_to BIGINT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL
);
CREATE INDEX organisation_revision_of ON organisation_revision (organisation, number);
