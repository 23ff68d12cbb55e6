/** Reads by key that an administrator asks for, cheap enough for the issuer's own thread. */
export const adminPointReads = {}

/** What an administrator searches: on the reader thread. */
export const adminSearches = {}

/** What an administrator changes. */
export const adminWrites = {}
