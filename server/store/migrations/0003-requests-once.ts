/**
 * What is asked comes again and again in the same words, as lists of checks do: a record may name it
 * by an id. Such a row is a third as long, and costs a third to write.
 */
export const requestsOnce = /* sql */ `
CREATE TABLE requests (
  -- 48 bits of a digest of the request, so that whoever writes a record knows it beforehand.
  id INTEGER PRIMARY KEY,
  -- JSON, as in the view below. No user is named in it: it outlives the records.
  request TEXT NOT NULL
) STRICT;

DROP VIEW decisions;
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
       CASE json_type(body, '$[15]')
         WHEN 'integer' THEN (SELECT request FROM requests WHERE requests.id = body ->> 15)
         ELSE nullif(body -> 15, 'null')
       END AS request,
       -- Where every check passed; otherwise the checks themselves, with what was expected and received.
       body ->> 16 AS checklist_id,
       nullif(body -> 17, 'null') AS checks
  FROM decision_log;
`
