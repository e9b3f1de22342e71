/** What an OpenID Connect provider vouches for, after its token was checked. Claims are as it sent them. */
export interface VouchedIdentity {
  readonly issuer: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Sign-in at another house (OpenID Connect Core 1.0, authorization code flow with PKCE). No implementation is shipped yet. */
export interface IdentityProvider {
  /** Where to send the browser. `state` and `nonce` are random, kept by the caller and checked by `finish`. */
  begin(state: string, nonce: string, codeVerifier: string): Promise<URL>;
  /** Redeems the answer. Throws a `Fault`: the provider could not be reached, or its answer does not check. */
  finish(
    answer: URL,
    expected: { readonly state: string; readonly nonce: string; readonly codeVerifier: string },
  ): Promise<VouchedIdentity>;
}
