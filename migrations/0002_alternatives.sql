-- What witnesses said of an article's fields that others were believed in: kept, as `sources` is, for who
-- asks how a record came about.

ALTER TABLE article ADD COLUMN alternatives TEXT NOT NULL DEFAULT '{}'; -- JSON object: field → array of {source, value}
