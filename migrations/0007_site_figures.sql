-- How well the pages of each site have been read, to tell when that falls (src/drift.rs).

-- One row for each site of whose articles a page was read.
CREATE TABLE site_figures (
  site              TEXT PRIMARY KEY,               -- as `site.name`
  feed_id           INTEGER REFERENCES feed (id),   -- the feed for which a page of it was read last
  readings          INTEGER NOT NULL,               -- pages read for the first time
  articles          INTEGER NOT NULL,               -- of these, pages with an article
  past_found        REAL NOT NULL,                  -- share of pages with an article, over the past
  past_words        REAL NOT NULL,                  -- words of an article
  past_titles       REAL NOT NULL,                  -- share of articles whose title was as announced
  recent_found      REAL NOT NULL,                  -- the same over the last dozen readings
  recent_words      REAL NOT NULL,                  -- the same
  recent_titles     REAL NOT NULL,                  -- the same
  fell_at           TEXT                            -- since when something has fallen; NULL while nothing has
) STRICT, WITHOUT ROWID;
