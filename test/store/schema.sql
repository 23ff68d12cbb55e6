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

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  operation TEXT NOT NULL,
  target TEXT NOT NULL,
  summary TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;

CREATE TABLE authorization_codes (
  grant_id INTEGER PRIMARY KEY REFERENCES grants ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  redirect_uri_sent INTEGER NOT NULL,
  code_challenge TEXT,
  nonce TEXT,
  refresh INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  consumed_at INTEGER
) STRICT;

CREATE TABLE checklists (
  -- 53 bits of a digest of the list, so that whoever writes a record knows it beforehand.
  id INTEGER PRIMARY KEY,
  -- JSON array of checks.
  checks TEXT NOT NULL
) STRICT;

CREATE TABLE client_redirect_uris (
  client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('redirect', 'post_logout')),
  position INTEGER NOT NULL,
  uri TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (client_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_scopes (
  client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
  scope TEXT NOT NULL,
  PRIMARY KEY (client_id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_secrets (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
  digest BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE clients (
  client_id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('confidential', 'public')),
  flow TEXT CHECK (flow IN ('code', 'client_credentials')),
  pkce TEXT NOT NULL CHECK (pkce IN ('required', 'optional')),
  consent TEXT NOT NULL CHECK (consent IN ('always', 'remember', 'never')),
  consent_lifetime INTEGER NOT NULL,
  refresh_enabled INTEGER NOT NULL,
  refresh_usage TEXT NOT NULL CHECK (refresh_usage IN ('rotate', 'reuse')),
  refresh_grace INTEGER NOT NULL,
  refresh_idle_lifetime INTEGER NOT NULL,
  refresh_absolute_lifetime INTEGER NOT NULL,
  access_token_lifetime INTEGER NOT NULL,
  access_token_format TEXT NOT NULL CHECK (access_token_format IN ('jwt', 'opaque')),
  profile_claims_in_id_token INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
  subject TEXT NOT NULL REFERENCES users (subject) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients ON DELETE CASCADE,
  scope TEXT NOT NULL,
  -- The chosen life of refresh tokens in seconds; NULL where they were not allowed.
  offline_lifetime INTEGER,
  granted_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (subject, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- JSON array: what the view below names.
  body TEXT NOT NULL
) STRICT;

CREATE TABLE grant_history (
  id INTEGER PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES grants ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('issued', 'rotated', 'reused', 'grace', 'replayed')),
  at INTEGER NOT NULL,
  ip TEXT,
  user_agent TEXT,
  access_token_id TEXT,
  access_token_format TEXT CHECK (access_token_format IN ('jwt', 'opaque')),
  access_expires_at INTEGER
) STRICT;

CREATE TABLE grants (
  id INTEGER PRIMARY KEY,
  -- What a search decides by stands first, so that a scan unpacks little of a row.
  generation INTEGER NOT NULL,
  -- Set by "delete": hidden at once, gone when undo has passed.
  purge_at INTEGER,
  issued_at INTEGER,
  last_used_at INTEGER,
  idle_expires_at INTEGER NOT NULL,
  absolute_expires_at INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  revoked_at INTEGER,
  replayed INTEGER NOT NULL,
  orphaned_at INTEGER,
  -- The user's row: a search compares small numbers instead of subjects.
  user_id INTEGER,
  client_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  scope TEXT NOT NULL,
  ip TEXT,
  user_agent TEXT,
  session_id TEXT,
  revocation_id INTEGER REFERENCES revocations,
  -- Whether the revocation took the access tokens too.
  access_revoked INTEGER NOT NULL,
  -- The act of deletion; a tombstone keeps the revocation that made it one.
  deletion_id INTEGER REFERENCES revocations,
  resource TEXT,
  authenticated_at INTEGER NOT NULL,
  salt BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER
) STRICT;

CREATE TABLE interactions (
  digest BLOB PRIMARY KEY,
  parameters TEXT NOT NULL,
  -- The session that must exist no earlier than this answers the request (prompt=login, max_age).
  sign_in_after INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  finished_at INTEGER
, flow TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE opaque_access_tokens (
  digest BLOB PRIMARY KEY,
  id TEXT NOT NULL,
  grant_id INTEGER REFERENCES grants ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  scope TEXT NOT NULL,
  audience TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  -- 48 bits of a digest of the request, so that whoever writes a record knows it beforehand.
  id INTEGER PRIMARY KEY,
  -- JSON, as in the view below. No user is named in it: it outlives the records.
  request TEXT NOT NULL
) STRICT;

CREATE TABLE resource_servers (
  audience TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  signing_algorithm TEXT NOT NULL,
  access_token_lifetime INTEGER,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revocations (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('revoke', 'delete')),
  -- What it was aimed at, in words, and how many grants that meant when it began.
  aim TEXT NOT NULL,
  planned INTEGER NOT NULL,
  -- How many it took, and how many of these its undo has given back.
  tokens INTEGER NOT NULL,
  restored INTEGER NOT NULL DEFAULT 0,
  undo_until INTEGER,
  undone_at INTEGER,
  -- NULL while it, or its undo, is going on.
  ended_at INTEGER
) STRICT;

CREATE TABLE revoked_access_tokens (
  id TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_views (name TEXT PRIMARY KEY, query TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE scopes (
  name TEXT PRIMARY KEY,
  audience TEXT NOT NULL REFERENCES resource_servers ON DELETE CASCADE,
  position INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  emphasize INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  subject TEXT NOT NULL REFERENCES users (subject) ON DELETE CASCADE,
  authenticated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  ip TEXT,
  user_agent TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,
  algorithm TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  -- PKCS #8, sealed by the data key.
  private_key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE store_time (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seen INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
  -- Never used again: it tells a deleted user from a new one of the same subject.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL UNIQUE,
  username TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified INTEGER NOT NULL,
  claims TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_sign_in_at INTEGER,
  version INTEGER NOT NULL
) STRICT;

CREATE INDEX client_secrets_by_client ON client_secrets (client_id);

CREATE INDEX consents_by_client ON consents (client_id);

CREATE INDEX grant_history_by_grant ON grant_history (grant_id, id);

CREATE INDEX grants_by_client ON grants (client_id);

CREATE INDEX grants_by_deletion ON grants (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE INDEX grants_by_end ON grants (absolute_expires_at);

CREATE INDEX grants_by_issued ON grants (issued_at, id) WHERE generation > 0;

CREATE INDEX grants_by_orphan ON grants (orphaned_at) WHERE orphaned_at IS NOT NULL;

CREATE INDEX grants_by_revocation ON grants (revocation_id) WHERE revocation_id IS NOT NULL;

CREATE INDEX grants_by_session ON grants (session_id);

CREATE INDEX grants_by_subject ON grants (subject);

CREATE INDEX interactions_by_expiry ON interactions (expires_at);

CREATE INDEX opaque_access_tokens_by_expiry ON opaque_access_tokens (expires_at);

CREATE INDEX opaque_access_tokens_by_grant ON opaque_access_tokens (grant_id);

CREATE INDEX revocations_going_on ON revocations (id) WHERE ended_at IS NULL;

CREATE INDEX revoked_access_tokens_by_expiry ON revoked_access_tokens (expires_at);

CREATE INDEX scopes_by_audience ON scopes (audience, position);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE INDEX sessions_by_subject ON sessions (subject);
