-- Records whose use was restricted at the resident's request (个人信息保护法 44, 47): lists leave them out.
ALTER TABLE person ADD COLUMN restricted_at BIGINT;

-- A list is still answered by the index alone.
DROP INDEX person_region;
CREATE INDEX person_region ON person (region_path, number, merged_into, birth_year, sex, is_alive, restricted_at);
