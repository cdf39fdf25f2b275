-- feedmill's archive: what feeds say, what their pages hold, and the clean articles made of both.
--
-- The tables are the program's own and may change with any version; the views at the end are the
-- promise to everybody else (docs/schema.md). Readable by SQLite 3.40 and later.
--
-- Times of things that happened are UTC text, `2026-01-31T08:30:00Z`. Due times are milliseconds of
-- the Unix epoch, so that nothing comes due early by rounding. Lists are JSON arrays as text.
--
-- This file is never changed once released; changes come as the next number.

-- One row for each feed that ever stood in the configuration.
CREATE TABLE feed (
  id                INTEGER PRIMARY KEY,            -- named by other tables
  key               TEXT NOT NULL UNIQUE,           -- the name of its table in the configuration
  url               TEXT NOT NULL,                  -- as configured
  tags              TEXT NOT NULL DEFAULT '[]',     -- JSON array of text, as configured
  state             TEXT NOT NULL DEFAULT 'active'  -- 'gone' after a 410, 'paused' while not in the configuration
                    CHECK (state IN ('active', 'gone', 'paused')),
  added_at          TEXT NOT NULL,                  -- when it first stood in the configuration
  title             TEXT,                           -- as the feed last gave it
  link              TEXT,                           -- the site it belongs to, as the feed last gave it
  language          TEXT,                           -- as the feed last gave it
  etag              BLOB,                           -- validator of the last stored body, byte for byte
  last_modified     BLOB,                           -- the other validator, byte for byte
  validators_url    TEXT,                           -- the address that gave the validators
  next_poll_at_ms   INTEGER NOT NULL,               -- when it is due
  last_try_at       TEXT,                           -- last poll
  last_success_at   TEXT,                           -- last poll that was answered by a feed or by "not modified"
  last_new_at       TEXT,                           -- last poll that brought an item new to this feed
  failures          INTEGER NOT NULL DEFAULT 0,     -- failed polls since the last success
  error             TEXT,                           -- of the last poll, kind first: `timeout_total: …`
  warning           TEXT,                           -- what was repaired or left out at the last reading
  pages_compared    INTEGER NOT NULL DEFAULT 0,     -- pages read for an article whose text so far was this feed's
  pages_matched     INTEGER NOT NULL DEFAULT 0      -- of these, pages that held hardly more than the feed's text
) STRICT;
CREATE INDEX feed_by_due ON feed (next_poll_at_ms) WHERE state = 'active';

-- One row for each article: the clean record, whether made from a page or from a feed's own text.
CREATE TABLE article (
  id                INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again, even after a merge
  url               TEXT UNIQUE,                    -- the story's address; NULL for an item without a link
  site              TEXT,                           -- the address's host, without `www.`
  status            TEXT NOT NULL,                  -- 'full', 'feed_only', 'pending', 'failed'
  first_seen_at     TEXT NOT NULL,                  -- when a feed listed it first
  updated_at        TEXT NOT NULL,                  -- when feedmill last changed the record
  change            INTEGER NOT NULL,               -- grows with every change in the archive, for readers that follow it
  revision          INTEGER NOT NULL DEFAULT 0,     -- number of the current revision; 0 until the first settled text
  indexed           INTEGER NOT NULL DEFAULT 0,     -- 1 if title and text are in articles_fts
  text_item         INTEGER,                        -- the item whose text this is; NULL once it is a page's
  cluster_id        INTEGER,                        -- articles that tell the same news share it; NULL while not known
  error             TEXT,                           -- why the page could not be had or read, kind first
  content_hash      TEXT NOT NULL,                  -- of title and text
  title             TEXT,                           -- plain text
  authors           TEXT NOT NULL DEFAULT '[]',     -- JSON array of names
  published_at      TEXT,                           -- by the publisher's word, in UTC
  published_offset_minutes INTEGER,                 -- the publisher's zone east of UTC
  modified_at       TEXT,                           -- by the publisher's own word
  modified_offset_minutes INTEGER,                  -- the publisher's zone east of UTC
  language          TEXT,                           -- BCP 47
  site_name         TEXT,                           -- what the site calls itself
  section           TEXT,                           -- of the site
  keywords          TEXT NOT NULL DEFAULT '[]',     -- JSON array of text
  image             TEXT,                           -- address of the lead image
  canonical_url     TEXT,                           -- the address by which the page calls itself
  words             INTEGER NOT NULL DEFAULT 0,     -- of `text`; in scripts without spaces each character is one
  method            TEXT NOT NULL DEFAULT '',       -- how the main content was chosen
  credits           TEXT NOT NULL DEFAULT '{}',     -- JSON object of arrays: reporter, editor, agency, …
  captions          TEXT NOT NULL DEFAULT '[]',     -- JSON array of text
  sources           TEXT NOT NULL DEFAULT '{}',     -- JSON object: field → where its value was found
  summary           TEXT,                           -- the page's or the feed's own description
  text              TEXT NOT NULL DEFAULT '',       -- paragraphs separated by one blank line
  markdown          TEXT NOT NULL DEFAULT '',       -- the same content with headings, links, lists and tables
  removed           TEXT NOT NULL DEFAULT '[]'      -- JSON array of {text, why}: blocks left out
) STRICT;
CREATE INDEX article_by_date ON article (coalesce(published_at, first_seen_at));
CREATE UNIQUE INDEX article_by_change ON article (change);

-- Every address by which an article is known: item links, ends of redirects, canonical addresses.
CREATE TABLE story_url (
  url               TEXT PRIMARY KEY,               -- without tracking parameters and fragment
  article_id        INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE -- the article
) STRICT, WITHOUT ROWID;
CREATE INDEX story_url_by_article ON story_url (article_id);

-- Articles that were found to be another one: where their ids lead now.
CREATE TABLE merged_article (
  id                INTEGER PRIMARY KEY,            -- the id that is no more
  into_id           INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE -- the article that it is now
) STRICT;
CREATE INDEX merged_article_by_into ON merged_article (into_id);

-- What a feed says of an article, raw, as it said it last.
CREATE TABLE item (
  id                INTEGER PRIMARY KEY,            -- grows with time: the lowest of an article is its first
  feed_id           INTEGER NOT NULL REFERENCES feed (id), -- the feed that lists it
  item_id           TEXT NOT NULL,                  -- unique within its feed and the same at every poll
  article_id        INTEGER NOT NULL REFERENCES article (id), -- the article it announces
  fingerprint       TEXT NOT NULL,                  -- of what the feed said
  first_seen_at     TEXT NOT NULL,                  -- poll whose answer listed it first
  last_seen_at      TEXT NOT NULL,                  -- last poll whose answer listed it
  title             TEXT,                           -- plain text
  link              TEXT,                           -- absolute, as the feed gave it
  published_at      TEXT,                           -- by the feed's word, in UTC
  published_offset_minutes INTEGER,                 -- the feed's zone east of UTC
  updated_at        TEXT,                           -- by the feed's word, in UTC
  updated_offset_minutes INTEGER,                   -- the feed's zone east of UTC
  authors           TEXT NOT NULL DEFAULT '[]',     -- JSON array of names
  categories        TEXT NOT NULL DEFAULT '[]',     -- JSON array of text
  enclosures        TEXT NOT NULL DEFAULT '[]',     -- JSON array of {url, media_type, length_bytes}
  summary           TEXT,                           -- HTML as the feed gave it, unsanitised
  content           TEXT,                           -- HTML as the feed gave it, unsanitised
  UNIQUE (feed_id, item_id)
) STRICT;
CREATE INDEX item_by_article ON item (article_id);

-- The page served at an article's address, kept so that its record can be made again.
CREATE TABLE page (
  article_id        INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, -- the article
  url               TEXT NOT NULL,                  -- where it was served, after redirects
  fetched_at        TEXT NOT NULL,                  -- when it was asked for
  status            INTEGER NOT NULL,               -- HTTP
  content_type      TEXT,                           -- header as sent
  content_encoding  TEXT NOT NULL,                  -- codings of `body` in the order they were applied; '' for none
  body_bytes        INTEGER NOT NULL,               -- decoded size
  body              BLOB NOT NULL                   -- as it came, still encoded
) STRICT;

-- Pages to be asked for; a row stays until its article is settled.
CREATE TABLE wanted (
  article_id        INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, -- the article
  url               TEXT NOT NULL,                  -- the address to ask for
  feed_id           INTEGER NOT NULL REFERENCES feed (id), -- the feed whose settings apply
  wanted_at         TEXT NOT NULL,                  -- when it became wanted
  failures          INTEGER NOT NULL DEFAULT 0,     -- failed tries so far
  next_try_at_ms    INTEGER NOT NULL,               -- when it is due
  error             TEXT                            -- of the last try, kind first
) STRICT;
CREATE INDEX wanted_by_due ON wanted (next_try_at_ms, article_id);
CREATE INDEX wanted_by_feed ON wanted (feed_id);

-- States of an article's content. Title and text of the current one stand in `article` alone.
CREATE TABLE revision (
  article_id        INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, -- the article
  revision          INTEGER NOT NULL,               -- from 1
  made_at           TEXT NOT NULL,                  -- when it became the current one
  reason            TEXT NOT NULL,                  -- 'new', 'edited', 'reextracted'
  title             TEXT,                           -- NULL while it is the current revision
  text              TEXT,                           -- NULL while it is the current revision
  UNIQUE (article_id, revision)
) STRICT;

-- Every request that was sent, in the order in which its outcome was stored.
CREATE TABLE request (
  id                INTEGER PRIMARY KEY,            -- in the order in which outcomes were stored
  at                TEXT NOT NULL,                  -- when it was sent
  feed_id           INTEGER REFERENCES feed (id),   -- the feed for which; NULL for none
  article_id        INTEGER,                        -- of a scrape; may name an article since merged
  url               TEXT NOT NULL,                  -- as asked for, before redirects
  kind              TEXT NOT NULL,                  -- 'poll', 'scrape', 'robots'
  status            INTEGER,                        -- HTTP; NULL if no answer came
  outcome           TEXT NOT NULL,                  -- 'fresh', 'not_modified', 'page', or the kind of failure
  wire_bytes        INTEGER NOT NULL,               -- of the body as it was sent
  body_bytes        INTEGER NOT NULL,               -- of the body decoded
  took_ms           INTEGER NOT NULL                -- time on the network
) STRICT;
CREATE INDEX request_by_time ON request (at);
CREATE INDEX request_by_feed ON request (feed_id, kind);
CREATE INDEX request_by_article ON request (article_id) WHERE article_id IS NOT NULL;

-- What a host's robots.txt said last.
CREATE TABLE robots (
  origin            TEXT PRIMARY KEY,               -- scheme, host and port
  fetched_at        TEXT NOT NULL,                  -- when it was asked for
  status            INTEGER,                        -- HTTP; NULL if no answer came
  body              BLOB NOT NULL                   -- decoded; empty if there was none
) STRICT, WITHOUT ROWID;

-- Full text of settled articles; rowid is the article's id. Chinese, Japanese and Korean are indexed
-- as overlapping pairs of characters (src/text/search.rs), by the program and not by triggers. So
-- FTS5's 'rebuild' must never be run on it.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, text,
  content = 'article', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2'
);
-- A word in the title counts as five in the text.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(5.0, 1.0)');
-- Eight segments are merged at a time, not four: less is written while news come in, and a search looks at a few more.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 8);

CREATE VIEW articles AS
SELECT
  id, url, site, title, authors, published_at, first_seen_at, updated_at, language, summary, text,
  markdown, words, method, content_hash, revision, cluster_id, status,
  (SELECT json_group_array(key)
   FROM (SELECT DISTINCT feed.key AS key
         FROM item JOIN feed ON feed.id = item.feed_id
         WHERE item.article_id = article.id
         ORDER BY feed.key)) AS feeds,
  error, published_offset_minutes, modified_at, modified_offset_minutes, site_name, section, keywords,
  image, canonical_url, captions, credits, sources, removed, change
FROM article;

CREATE VIEW article_feeds AS
SELECT
  item.article_id, feed.key AS feed, item.item_id, item.title AS item_title, item.first_seen_at,
  item.last_seen_at, item.link AS item_link, item.published_at AS item_published_at
FROM item JOIN feed ON feed.id = item.feed_id;

CREATE VIEW revisions AS
SELECT
  revision.article_id, revision.revision, revision.made_at,
  CASE WHEN revision.revision = article.revision THEN article.title ELSE revision.title END AS title,
  CASE WHEN revision.revision = article.revision THEN article.text ELSE revision.text END AS text,
  revision.reason
FROM revision JOIN article ON article.id = revision.article_id;

CREATE VIEW feeds AS
SELECT
  key, url, title, tags, last_try_at, last_success_at, last_new_at,
  CASE WHEN state = 'active' THEN strftime('%Y-%m-%dT%H:%M:%SZ', next_poll_at_ms / 1000, 'unixepoch') END
    AS next_poll_at,
  failures, error,
  CASE WHEN state <> 'active' THEN state
       WHEN failures > 0 THEN 'failing'
       WHEN last_success_at IS NULL THEN 'new'
       ELSE 'ok' END AS status,
  warning, link, language, added_at
FROM feed;

CREATE VIEW requests AS
SELECT
  request.at, feed.key AS feed, request.url, request.kind, request.status, request.outcome,
  request.wire_bytes, request.body_bytes, request.took_ms, request.article_id, request.id
FROM request LEFT JOIN feed ON feed.id = request.feed_id;
