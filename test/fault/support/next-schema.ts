/** A step as a later release may bring it: every family is touched, and a table is built anew. */
export const nextSchema = /* sql */ `
ALTER TABLE grants ADD COLUMN note TEXT NOT NULL DEFAULT '';
UPDATE grants SET note = 'migrated ' || id;
CREATE TABLE grant_history_next (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO grant_history_next (id, grant_id, generation, kind, at)
SELECT id, grant_id, generation, kind, at FROM grant_history;
DROP TABLE grant_history;
ALTER TABLE grant_history_next RENAME TO grant_history;
CREATE INDEX grant_history_by_grant ON grant_history (grant_id, id);
`
