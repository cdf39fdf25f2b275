-- Pages of articles that were read whole are read again, to keep what publishers change.

-- When an article's page is asked for again, and what is known of it for that.
CREATE TABLE page_check (
  article_id        INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, -- the article
  feed_id           INTEGER NOT NULL REFERENCES feed (id), -- the feed whose settings apply
  checked_at        TEXT NOT NULL,                  -- last time its site answered for it
  due_ms            INTEGER,                        -- milliseconds of the Unix epoch; NULL while nothing asks for it
  by_feed           INTEGER NOT NULL DEFAULT 0,     -- 1 if it is due since its feed says something else of it
  quiet             INTEGER NOT NULL DEFAULT 0,     -- checks without news since the last edit
  not_before_ms     INTEGER NOT NULL DEFAULT 0,     -- its feed's word doesn't make it due before this
  failures          INTEGER NOT NULL DEFAULT 0,     -- failed tries of the check that is due
  etag              BLOB,                           -- validator of the page as it was read last, byte for byte
  last_modified     BLOB                            -- the other validator, byte for byte
) STRICT;
CREATE INDEX page_check_by_due ON page_check (due_ms) WHERE due_ms IS NOT NULL;

ALTER TABLE article ADD COLUMN gone_at TEXT; -- when its site said that it is there no more; NULL while it is

DROP VIEW articles;
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
  image, canonical_url, captions, credits, sources, removed, change AS change_seq, languages, gone_at,
  (SELECT checked_at FROM page_check WHERE page_check.article_id = article.id) AS checked_at
FROM article;
