-- What `feedmill status` tells, at once however large the archive, and for everybody.

-- How many articles there are, kept by the triggers below.
CREATE TABLE article_count (
  status            TEXT PRIMARY KEY,               -- as `article.status`
  articles          INTEGER NOT NULL                -- of that status
) STRICT, WITHOUT ROWID;
INSERT INTO article_count (status, articles) SELECT status, count(*) FROM article GROUP BY status;
CREATE TRIGGER article_came AFTER INSERT ON article BEGIN
  INSERT INTO article_count (status, articles) VALUES (new.status, 1)
  ON CONFLICT (status) DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER article_went AFTER DELETE ON article BEGIN
  UPDATE article_count SET articles = articles - 1 WHERE status = old.status;
END;
CREATE TRIGGER article_became AFTER UPDATE OF status ON article WHEN new.status <> old.status BEGIN
  UPDATE article_count SET articles = articles - 1 WHERE status = old.status;
  INSERT INTO article_count (status, articles) VALUES (new.status, 1)
  ON CONFLICT (status) DO UPDATE SET articles = articles + 1;
END;

ALTER TABLE feed ADD COLUMN items INTEGER NOT NULL DEFAULT 0; -- items that are kept of it, by the triggers below
UPDATE feed SET items = (SELECT count(*) FROM item WHERE feed_id = feed.id);
CREATE TRIGGER item_came AFTER INSERT ON item BEGIN
  UPDATE feed SET items = items + 1 WHERE id = new.feed_id;
END;
CREATE TRIGGER item_went AFTER DELETE ON item BEGIN
  UPDATE feed SET items = items - 1 WHERE id = old.feed_id;
END;

-- How well each site's pages are read.
CREATE VIEW sites AS
SELECT
  site_figures.site, feed.key AS feed, readings AS pages, articles,
  past_found AS found_before, recent_found AS found_lately,
  past_words AS words_before, recent_words AS words_lately,
  past_titles AS titles_before, recent_titles AS titles_lately,
  fell_at AS worse_since
FROM site_figures LEFT JOIN feed ON feed.id = site_figures.feed_id;
