/** What a client id may look like: RFC 6749 §A.1 allows VSCHAR; the narrower set needs no encoding. */
export const clientIdentifierPattern = /^[A-Za-z0-9._~-]+$/

/** One scope value (RFC 6749 §3.3). */
export const scopeValuePattern = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/** The id of a family, as it is shown. */
export const grantIdentifierPattern = /^g[0-9a-z]{1,12}$/
