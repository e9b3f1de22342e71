import type { JsonObject } from './passport-token.ts';
import { type OpenedIdentity, openIdentity } from './statement.ts';

/** What statements themselves say of their call, unproved; to show them to people, never to judge a call. */
export interface StatedParties {
  readonly orig: string | null;
  readonly dest: string | null;
  /** Where the last `div` leads; `dest` when there is none. */
  readonly target: string | null;
  /** Seconds. */
  readonly iat: number | null;
}

export function statedParties(identities: readonly string[]): StatedParties {
  const opened = identities.map(openIdentity);
  const base = opened.find(({ kind }) => kind === 'shaken') ?? opened.find(({ kind }) => kind === 'passport');
  const claims = claimsOf(base);
  const divs = opened.filter(({ kind }) => kind === 'div').map(claimsOf);
  const passedOn = divs.map(({ div }) => partyOf(div));
  const last = divs.find(({ dest }) => !passedOn.includes(partyOf(dest)));
  const dest = partyOf(claims.dest);
  const iat = Number(claims.iat);
  return {
    orig: partyOf(claims.orig),
    dest,
    target: last === undefined ? dest : partyOf(last.dest),
    iat: Number.isSafeInteger(iat) && iat > 0 ? iat : null,
  };
}

const claimsOf = (identity: OpenedIdentity | undefined): JsonObject =>
  identity?.token?.ok ? identity.token.value.claims : {};

/** First number or URI of a claim. */
function partyOf(claim: unknown): string | null {
  if (typeof claim !== 'object' || claim === null) return null;
  const { tn, uri } = claim as JsonObject;
  const found = [tn, uri].flat().find((one) => typeof one === 'string');
  return typeof found === 'string' ? found : null;
}
