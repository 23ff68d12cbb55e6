/**
 * Records say of which session and authorization a request was, what it asked, and which check
 * refused it. They become a log that is only appended to: a row is one JSON array, which costs a
 * fifth of as many columns to write, and has no index. What is looked for in them is kept in memory
 * (`columns/decision-columns.ts`). An id is never given twice, even after all are cleared.
 */
export const wholeRecords = /* sql */ `
ALTER TABLE interactions ADD COLUMN flow TEXT;

ALTER TABLE checklists RENAME TO former_checklists;
CREATE TABLE checklists (
  -- 53 bits of a digest of the list, so that whoever writes a record knows it beforehand.
  id INTEGER PRIMARY KEY,
  -- JSON array of checks.
  checks TEXT NOT NULL
) STRICT;
INSERT INTO checklists (id, checks) SELECT id, checks FROM former_checklists;
DROP TABLE former_checklists;

ALTER TABLE decisions RENAME TO former_decisions;
CREATE TABLE decision_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- JSON array: what the view below names.
  body TEXT NOT NULL
) STRICT;
INSERT INTO decision_log (id, body)
SELECT id, json_array(at, duration, endpoint, client_id, subject, grant_id, NULL, NULL, NULL, ip,
       user_agent, outcome, error,
       CASE WHEN instr(reason, ':') > 0 THEN substr(reason, 1, instr(reason, ':') - 1) END,
       reason, NULL, checklist_id, json(checks))
  FROM former_decisions ORDER BY id;
DROP TABLE former_decisions;

CREATE VIEW decisions AS
SELECT id,
       body ->> 0 AS at,
       -- Microseconds.
       body ->> 1 AS duration,
       body ->> 2 AS endpoint,
       body ->> 3 AS client_id,
       body ->> 4 AS subject,
       body ->> 5 AS grant_id,
       body ->> 6 AS session_id,
       -- The same for all requests of one authorization.
       body ->> 7 AS flow,
       -- What the refused were told.
       body ->> 8 AS trace,
       body ->> 9 AS ip,
       body ->> 10 AS user_agent,
       body ->> 11 AS outcome,
       body ->> 12 AS error,
       body ->> 13 AS refused_check,
       body ->> 14 AS reason,
       -- JSON: method, path, kind of authentication, parameters; names stand for what is secret.
       nullif(body -> 15, 'null') AS request,
       -- Where every check passed; otherwise the checks themselves, with what was expected and received.
       body ->> 16 AS checklist_id,
       nullif(body -> 17, 'null') AS checks
  FROM decision_log;
`
