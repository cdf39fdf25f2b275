-- What a site's articles repeat, counted as they come in (src/boilerplate).

-- One row for each site whose articles are counted.
CREATE TABLE site (
  id                INTEGER PRIMARY KEY,            -- named by other tables
  name              TEXT NOT NULL UNIQUE,           -- its registrable domain; the whole host where many people share the domain
  articles          INTEGER NOT NULL DEFAULT 0      -- articles counted so far: the number of the last one
) STRICT;

-- An article as its site's memory has it: counted once, whatever becomes of it later.
CREATE TABLE site_article (
  site_id           INTEGER NOT NULL REFERENCES site (id), -- the site
  number            INTEGER NOT NULL,               -- from 1 on, in the order in which the site's articles were counted
  article_id        INTEGER NOT NULL UNIQUE REFERENCES article (id) ON DELETE CASCADE, -- the article
  story             INTEGER NOT NULL,               -- number of the first article that told the same story
  long_characters   INTEGER NOT NULL,               -- in long blocks that the site does not repeat
  extracted_hash    TEXT NOT NULL,                  -- of title and text before the site's blocks were taken out
  is_suspect        INTEGER NOT NULL,               -- 1 if so much of it recurs that nothing would be left, so that all was kept
  keys              BLOB NOT NULL,                  -- of its blocks, 8 bytes each
  PRIMARY KEY (site_id, number)
) STRICT, WITHOUT ROWID;

-- A block that stood in two stories of a site or more, at most a thousand of a site.
CREATE TABLE site_block (
  site_id           INTEGER NOT NULL REFERENCES site (id), -- the site
  key               INTEGER NOT NULL,               -- hash of its template: the text without case, digits and dates
  stories           INTEGER NOT NULL,               -- different stories in which it stood
  first_number      INTEGER NOT NULL,               -- of the first article that had it
  last_number       INTEGER NOT NULL,               -- of the last article that had it
  known_at          TEXT NOT NULL,                  -- when it had stood in two stories
  state             TEXT NOT NULL DEFAULT 'counted' -- who decides: the count, or the user who pinned or freed it
                    CHECK (state IN ('counted', 'pinned', 'freed')),
  text              TEXT NOT NULL,                  -- its beginning, as one article had it
  PRIMARY KEY (site_id, key)
) STRICT, WITHOUT ROWID;

-- Articles whose kept pages are to be read again, since more is known of their site now.
CREATE TABLE to_clean_again (
  article_id        INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, -- the article
  due_ms            INTEGER NOT NULL                -- when, so that what is learned meanwhile is one revision
) STRICT;
CREATE INDEX to_clean_again_by_due ON to_clean_again (due_ms);
