-- What an archive of a million articles needs to stay quick: near copies are looked for among the newest articles
-- only, and the questions that people ask most have an index.

-- Numbers that near copies share: where to look for them. Articles stand on shelves in the order in which they came, so
-- that what is written stays together, and old shelves are cleared (src/store/stories.rs). Without a reference,
-- which would cost an index on article_id as large as the table; an article that is gone is passed over.
CREATE TABLE signature_shelf (
  shelf             INTEGER NOT NULL,               -- the newest article's id divided by the articles of a shelf
  band              INTEGER NOT NULL,               -- of the signature
  article_id        INTEGER NOT NULL,               -- whose signature it is
  PRIMARY KEY (shelf, band, article_id)
) STRICT, WITHOUT ROWID;
INSERT INTO signature_shelf (shelf, band, article_id)
SELECT (SELECT max(id) FROM article) / 8192, band, article_id FROM signature_band
WHERE article_id > (SELECT max(id) FROM article) - 24576;
DROP TABLE signature_band;

-- Articles of one language, by date.
CREATE INDEX article_by_language ON article (language, coalesce(published_at, first_seen_at));
-- Articles are counted by status, and failures by kind, without reading them.
CREATE INDEX article_by_status ON article (status, error);
-- Articles that one feed lists, in the order in which it did, without reading the items.
DROP INDEX item_by_feed;
CREATE INDEX item_by_feed ON item (feed_id, id, article_id);
-- The last outcomes of a feed, without reading the ledger's rows.
DROP INDEX request_by_feed;
CREATE INDEX request_by_feed ON request (feed_id, kind, id, outcome);
