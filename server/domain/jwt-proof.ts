/** What came of verifying a JWT's signature against the issuer's published keys. */
export type JwtProof =
  | { readonly kind: 'verified'; readonly kid: string; readonly isCurrent: boolean }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'symmetric'; readonly algorithm: string }
  | { readonly kind: 'unknown key'; readonly kid: string }
  | { readonly kind: 'unnamed key' }
  | { readonly kind: 'wrong algorithm'; readonly keyAlgorithm: string; readonly algorithm: string }
  | { readonly kind: 'bad signature'; readonly kid: string }
  | { readonly kind: 'critical header'; readonly names: string }

/** The proof in one sentence, plain enough for who has never read an RFC. */
export function proofInWords(proof: JwtProof): string {
  switch (proof.kind) {
    case 'verified':
      return proof.isCurrent
        ? 'Signed by this issuer, with the key that it signs with now.'
        : 'Signed by this issuer, with a retired key that is still published.'
    case 'unsigned':
      return 'Not signed at all (alg none): anyone can have written it.'
    case 'symmetric':
      return `Signed with a shared secret (${proof.algorithm}). This issuer never does that: whoever checks it with the public key as the secret is deceived.`
    case 'unknown key':
      return `Names the key ${proof.kid}, which this issuer does not have: another issuer made it, or the key is gone.`
    case 'unnamed key':
      return 'Names no key, and none of this issuer’s keys has signed it.'
    case 'wrong algorithm':
      return `Says ${proof.algorithm}, but the key that it names is for ${proof.keyAlgorithm}.`
    case 'bad signature':
      return 'Names a key of this issuer, but the signature does not fit: it was changed after it was signed, or forged.'
    case 'critical header':
      return `Has header parameters that must be understood (${proof.names}) and that nobody here understands.`
  }
}
