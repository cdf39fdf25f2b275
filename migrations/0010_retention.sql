-- What is kept only for so long (`keep` in the configuration).

-- Items whose articles were purged, so that they don't come back while their feed still lists them.
CREATE TABLE purged_item (
  feed_id           INTEGER NOT NULL REFERENCES feed (id), -- the feed that listed it
  item_id           TEXT NOT NULL,                  -- as `item.item_id`
  fingerprint       TEXT NOT NULL,                  -- of what the feed said last
  url               TEXT,                           -- its link as a story key; NULL for none
  last_seen_at      TEXT NOT NULL,                  -- last poll whose answer listed it
  PRIMARY KEY (feed_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purged_item_by_url ON purged_item (feed_id, url) WHERE url IS NOT NULL;
CREATE INDEX purged_item_by_sight ON purged_item (last_seen_at);

CREATE INDEX item_by_feed ON item (feed_id); -- in the order of their ids, the oldest first
CREATE INDEX page_by_age ON page (fetched_at);
