-- What became of each site rule on the last pages, to tell when it has gone stale (src/drift.rs).

-- One row for each host and rule that its pages were read by; a rule that is no longer asked has none.
CREATE TABLE rule_figures (
  host              TEXT NOT NULL,                  -- that served the pages, without `www.`
  rule              TEXT NOT NULL,                  -- key of the configuration: `body`, `title`, `author`, `date`
  feed_id           INTEGER REFERENCES feed (id),   -- the feed for which a page was read by it last
  pages             INTEGER NOT NULL,               -- of the last ten, those that it was asked on
  missed_bits       INTEGER NOT NULL,               -- one bit each, the newest lowest: set where it gave nothing
  missed_since      TEXT,                           -- the first of the misses; NULL while there are none
  is_stale          INTEGER NOT NULL,               -- 0 or 1
  PRIMARY KEY (host, rule)
) STRICT, WITHOUT ROWID;
