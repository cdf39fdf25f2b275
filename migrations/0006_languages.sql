-- Texts in more than one language.

ALTER TABLE article ADD COLUMN languages TEXT NOT NULL DEFAULT '[]'; -- JSON array of {language, paragraphs}: runs, in order

-- `change` is called `change_seq` outside: a number to read on from.
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
  image, canonical_url, captions, credits, sources, removed, change AS change_seq, languages
FROM article;
