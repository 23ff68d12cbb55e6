/**
 * Records say of which session and authorization a request was, what it asked, and which check
 * refused it. They become a log that is only appended to: what is looked for in them is kept in
 * memory (`columns/decision-columns.ts`), and an id is never given twice, even after all are cleared.
 */
export const wholeRecords = /* sql */ `
ALTER TABLE interactions ADD COLUMN flow TEXT;

ALTER TABLE decisions RENAME TO former_decisions;
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  -- Microseconds.
  duration INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  client_id TEXT,
  subject TEXT,
  grant_id INTEGER,
  session_id TEXT,
  -- The same for all requests of one authorization.
  flow TEXT,
  -- What the refused were told.
  trace TEXT,
  ip TEXT,
  user_agent TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'refused', 'failed')),
  error TEXT,
  refused_check TEXT,
  reason TEXT,
  -- JSON: method, path, kind of authentication, parameters; names stand for values that are secret.
  request TEXT,
  -- Where every check passed; otherwise the checks themselves, with what was expected and received.
  checklist_id INTEGER,
  checks TEXT,
  CHECK ((checklist_id IS NULL) <> (checks IS NULL))
) STRICT;
INSERT INTO decisions (id, at, duration, endpoint, client_id, subject, grant_id, ip, user_agent,
                       outcome, error, refused_check, reason, checklist_id, checks)
SELECT id, at, duration, endpoint, client_id, subject, grant_id, ip, user_agent, outcome, error,
       CASE WHEN instr(reason, ':') > 0 THEN substr(reason, 1, instr(reason, ':') - 1) END,
       reason, checklist_id, checks
  FROM former_decisions;
DROP TABLE former_decisions;
`
