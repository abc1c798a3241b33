-- People (居民), their households, practitioners, and identity matching.

-- Households (家庭).
CREATE TABLE household (
    id TEXT PRIMARY KEY,
    region_path {path} NOT NULL,
    version BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE INDEX household_region ON household (region_path, id);

-- Practitioners (卫生技术人员); their names are published, see the crate's documentation.
CREATE TABLE practitioner (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    search_name TEXT NOT NULL,
    search_pinyin TEXT NOT NULL,
    search_initials TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE TABLE practitioner_post (
    practitioner TEXT NOT NULL REFERENCES practitioner (id),
    organisation {path} NOT NULL REFERENCES organisation (id),
    region_path {path} NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (practitioner, organisation, valid_from)
);
CREATE INDEX practitioner_post_region ON practitioner_post (region_path, practitioner);

-- A person: what names them is sealed in `identity`; in the clear stands what lists and area rights need.
CREATE TABLE person (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    region_path {path} NOT NULL,
    birth_year BIGINT,
    sex BIGINT NOT NULL,
    is_alive BIGINT NOT NULL,
    is_synthetic BIGINT NOT NULL,
    household TEXT,
    relation TEXT,
    family_doctor TEXT,
    -- The record this one is part of; its own content stays as it is, so that a split restores it.
    merged_into BIGINT,
    -- The record that speaks for all merged with this one; absent where it speaks for itself.
    root BIGINT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    identity {blob} NOT NULL
);
-- Covers the filters of a list, so that a selective one reads the index and not the rows.
CREATE INDEX person_region ON person (region_path, number, merged_into, birth_year, sex, is_alive);
CREATE INDEX person_root ON person (root) WHERE root IS NOT NULL;
CREATE INDEX person_household ON person (household) WHERE household IS NOT NULL;
CREATE INDEX person_doctor ON person (family_doctor, number) WHERE family_doctor IS NOT NULL;

-- What people are found by, as keyed digests.
CREATE TABLE person_token (
    token {blob} NOT NULL,
    person BIGINT NOT NULL,
    PRIMARY KEY (token, person)
) {clustered};

-- A version of the past, as it stood until it was replaced.
CREATE TABLE person_revision (
    id TEXT PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES person (number),
    version BIGINT NOT NULL,
    region_path {path} NOT NULL,
    birth_year BIGINT,
    sex BIGINT NOT NULL,
    is_alive BIGINT NOT NULL,
    is_synthetic BIGINT NOT NULL,
    household TEXT,
    relation TEXT,
    family_doctor TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    identity {blob} NOT NULL
);
CREATE UNIQUE INDEX person_revision_of ON person_revision (person, version);

-- That one record became part of another, and when they were split again. Never deleted.
CREATE TABLE person_link (
    number {serial},
    member BIGINT NOT NULL REFERENCES person (number),
    survivor BIGINT NOT NULL REFERENCES person (number),
    reason TEXT NOT NULL,
    is_automatic BIGINT NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT NOT NULL,
    split_reason TEXT,
    split_at BIGINT,
    split_by TEXT
);
CREATE INDEX person_link_member ON person_link (member, number);
CREATE INDEX person_link_survivor ON person_link (survivor, number);

-- Pairs of records that may be one person.
CREATE TABLE person_match (
    number {serial},
    id TEXT NOT NULL UNIQUE,
    left_person BIGINT NOT NULL REFERENCES person (number),
    right_person BIGINT NOT NULL REFERENCES person (number),
    left_path {path} NOT NULL,
    right_path {path} NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    purpose TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    reason TEXT,
    UNIQUE (left_person, right_person)
);
CREATE INDEX person_match_queue ON person_match (state, score, number);
CREATE INDEX person_match_right ON person_match (right_person);
