-- The settings by which feeds are followed, and what became of the last look at the configuration.

ALTER TABLE feed ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'; -- JSON object: key of the configuration → value in force

-- One row: how the running daemon came by its configuration.
CREATE TABLE configuration (
  id                INTEGER PRIMARY KEY CHECK (id = 1), -- 1
  pid               INTEGER NOT NULL,               -- of the daemon
  applied_at        TEXT NOT NULL,                  -- when the configuration in force was taken up
  tried_at          TEXT NOT NULL,                  -- last look at it, which may have been refused
  tries             INTEGER NOT NULL,               -- looks since the daemon started, the first among them
  fault             TEXT,                           -- why it was; NULL if it wasn't
  in_force          TEXT NOT NULL                   -- JSON object: what of it concerns no single feed
) STRICT;
