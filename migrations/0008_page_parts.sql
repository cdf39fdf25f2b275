-- Further pages that a site's rules lead to from an article's own: the text goes on there, or is whole there.
-- Kept as the article's own page is, so that the record can be made again from all of them.
CREATE TABLE page_part (
  article_id        INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, -- the article
  number            INTEGER NOT NULL,               -- from 1, in reading order
  role              TEXT NOT NULL CHECK (role IN ('next', 'single_page')), -- what it is to the article
  url               TEXT NOT NULL,                  -- where it was served, after redirects
  status            INTEGER NOT NULL,               -- HTTP
  content_type      TEXT,                           -- header as sent
  content_encoding  TEXT NOT NULL,                  -- codings of `body` in the order they were applied; '' for none
  body_bytes        INTEGER NOT NULL,               -- decoded size
  body              BLOB NOT NULL,                  -- as it came, still encoded
  PRIMARY KEY (article_id, number)
) STRICT;
