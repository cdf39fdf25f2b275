-- What good manners need to remember: why a feed waits, what its server and its publisher asked for, where it
-- has moved, and which hosts want to be left alone.

ALTER TABLE feed ADD COLUMN waits_for TEXT; -- why the next poll is later than the schedule has it; NULL if it isn't
ALTER TABLE feed ADD COLUMN failing_since TEXT; -- first failed poll since the last success
ALTER TABLE feed ADD COLUMN last_fresh_at TEXT; -- last poll that was answered by a feed in full
ALTER TABLE feed ADD COLUMN frozen_validators INTEGER NOT NULL DEFAULT 0; -- 1: "not modified" was once said of a feed that had changed
ALTER TABLE feed ADD COLUMN hint_interval_seconds INTEGER; -- how far apart updates are, by the feed's own word
ALTER TABLE feed ADD COLUMN hint_skip_hours INTEGER NOT NULL DEFAULT 0; -- hours in UTC without news: bit 0 is midnight
ALTER TABLE feed ADD COLUMN hint_skip_days INTEGER NOT NULL DEFAULT 0; -- days in UTC without news: bit 0 is Monday
ALTER TABLE feed ADD COLUMN moved_url TEXT; -- the address that is asked in place of the configured one
ALTER TABLE feed ADD COLUMN move_target TEXT; -- where permanent redirects lead, not believed yet
ALTER TABLE feed ADD COLUMN move_host TEXT; -- the target's host
ALTER TABLE feed ADD COLUMN move_sightings INTEGER NOT NULL DEFAULT 0; -- polls that were led there in a row
ALTER TABLE feed ADD COLUMN move_since TEXT; -- the first of them
ALTER TABLE feed ADD COLUMN move_seen_at TEXT; -- the last of them
CREATE INDEX feed_by_move ON feed (move_host) WHERE move_host IS NOT NULL;
UPDATE feed SET last_fresh_at = last_new_at;

ALTER TABLE robots ADD COLUMN tried_at TEXT; -- last try that brought no answer since `fetched_at`

-- Who is left alone: servers that said 429, or when to come back.
CREATE TABLE pause (
  whose             TEXT NOT NULL,                  -- a registrable domain, or a host
  scope             TEXT NOT NULL,                  -- 'all', or 'pages' for articles' pages alone
  until_ms          INTEGER NOT NULL,               -- milliseconds of the Unix epoch
  set_at            TEXT NOT NULL,                  -- when the server said so
  PRIMARY KEY (whose, scope)
) STRICT, WITHOUT ROWID;

-- One row: a number of this archive's own, by which its feeds' moments differ from other installations'.
CREATE TABLE installation (
  id                INTEGER PRIMARY KEY CHECK (id = 1), -- 1
  salt              INTEGER NOT NULL                -- random, the same for as long as the archive lives
) STRICT;
INSERT INTO installation (id, salt) VALUES (1, random());

DROP VIEW feeds;
CREATE VIEW feeds AS
SELECT
  key, url, title, tags, last_try_at, last_success_at, last_new_at,
  CASE WHEN state = 'active' THEN strftime('%Y-%m-%dT%H:%M:%SZ', next_poll_at_ms / 1000, 'unixepoch') END
    AS next_poll_at,
  failures, error,
  CASE WHEN state <> 'active' THEN state
       WHEN error IS NOT NULL THEN 'failing'
       WHEN last_success_at IS NULL THEN 'new'
       ELSE 'ok' END AS status,
  warning, link, language, added_at,
  CASE WHEN state = 'active' THEN waits_for END AS waits_for, failing_since, moved_url
FROM feed;
