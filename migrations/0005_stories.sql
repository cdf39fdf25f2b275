-- Near copies: one story on many sites, or in several feeds. An article gets a signature when its text settles,
-- and joins the story of the article that it is most like.

-- A text in few bytes, to be compared with others; only of texts long enough to be recognised.
CREATE TABLE signature (
  article_id        INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, -- the article
  bytes             BLOB NOT NULL,                  -- as src/text/likeness.rs makes it
  similar_to        INTEGER,                        -- the article by which it came into its story; NULL for none
  likeness          REAL,                           -- how much of the two texts is the same, 0 to 1
  is_apart          INTEGER NOT NULL DEFAULT 0      -- 1 once the user has taken it out of its story for good
) STRICT;

-- Numbers that near copies share: where to look for them. Without a reference, which would cost an index on
-- article_id as large as the table; an article that is gone is passed over.
CREATE TABLE signature_band (
  band              INTEGER NOT NULL,               -- of the signature
  article_id        INTEGER NOT NULL,               -- whose signature it is
  PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_by_cluster ON article (cluster_id) WHERE cluster_id IS NOT NULL;

CREATE VIEW stories AS
SELECT
  article.cluster_id, article.id AS article_id, signature.similar_to, signature.likeness, signature.is_apart,
  article.site, article.title, article.first_seen_at
FROM article JOIN signature ON signature.article_id = article.id;
