/** Another reader of the same bytes may take another line for a header that names the caller. */
const ANYWHERE: ReadonlySet<string> = new Set([
  'two-from-headers',
  'header-like-fold',
  'header-after-bare-line-end',
  'head-end-unclear',
]);
/** The address can be read as two. */
const TWO_ADDRESSES = [
  'unclosed-quote',
  'unclosed-bracket',
  'bracket-in-brackets',
  'text-after-brackets',
  'second-address',
  'space-in-address',
  'address-before-brackets',
  'comma',
  'too-many-values',
];
const IN_FROM = within('from');
const IN_ASSERTED = new Set([
  ...within('p-asserted-identity'),
  ...within('remote-party-id'),
  'too-many-identities',
]);

/**
 * Whether a second identity can hide behind a problem of the form. Words of the readers of signalling
 * (`CallQuestion.problems`); what stands in asserted identities matters only where they count.
 */
export function hidesIdentity(problem: string, trustsIdentity: boolean): boolean {
  return ANYWHERE.has(problem) || IN_FROM.has(problem) || (trustsIdentity && IN_ASSERTED.has(problem));
}

function within(header: string): Set<string> {
  return new Set(TWO_ADDRESSES.map((problem) => `${problem}-in-${header}`));
}
