/**
 * What follows from a problem word of `SipMessage.problems` and `CallQuestion.problems`. `another-caller`: a reader with other
 * habits can find another party in the same bytes, so who calls is in doubt. `refuse`: RFC 3261 lets or makes a server answer
 * 400 (505 for `unknown-version`). `odd`: told, nothing follows.
 */
export type SipProblemEffect = 'another-caller' | 'refuse' | 'odd';

const ANOTHER_CALLER: ReadonlySet<string> = new Set([
  'two-from-headers',
  'almost-a-header',
  'comma-in-from',
  'header-after-bare-line-end',
  'header-like-fold',
  'blank-fold',
  'head-end-unclear',
  'nul-in-header',
  'header-too-long',
  'too-many-headers',
  'too-many-identities',
  'content-lengths-differ',
  'second-message',
]);

/** The part of a word before `-in-`, when the header it names says who calls. */
const ANOTHER_CALLER_IN: ReadonlySet<string> = new Set([
  'unclosed-quote',
  'unclosed-bracket',
  'bracket-in-brackets',
  'second-address',
  'address-before-brackets',
  'name-without-brackets',
  'too-many-values',
]);
const CALLER_HEADERS: ReadonlySet<string> = new Set([
  'from',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
]);

const REFUSE =
  /^(?:no-.+-header|two-.+-headers|line-without-name|odd-header-name|folded-start-line|head-not-ended|unknown-version|spaces-in-start-line|brackets-in-request-uri|space-in-request-uri|headers-in-request-uri|no-request-uri|bad-status-code|cseq-.+|content-length-.+|max-forwards-unreadable|via-unreadable|comma-in-to|unclosed-.+|second-address-.+|text-after-brackets-.+|space-in-address-.+|question-mark-.+)$/;

/** Total: a word nobody knows is `odd`. */
export function sipProblemEffect(word: string): SipProblemEffect {
  if (mayHideCaller(word)) return 'another-caller';
  return REFUSE.test(word) ? 'refuse' : 'odd';
}

/** True when another reader of the same message may see another caller. Cheap: for the decision path. */
export function mayHideCaller(word: string): boolean {
  if (ANOTHER_CALLER.has(word)) return true;
  const cut = word.lastIndexOf('-in-');
  return cut > 0 && ANOTHER_CALLER_IN.has(word.slice(0, cut)) && CALLER_HEADERS.has(word.slice(cut + 4));
}
