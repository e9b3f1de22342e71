import type { CallQuestion, ClaimedIdentity, IdentityHeader } from '../../../domain/call-question.ts';
import { NO_KEY } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { NumberContext, NumberNormaliser } from '../number/number-normaliser.ts';
import { isPublicNumber, maybeSameLine } from './same-line.ts';

/** Who the caller is held to be, and what the other headers said. */
export interface ChosenCaller {
  readonly caller: TelephoneNumber;
  readonly callerFrom: IdentityHeader | 'none';
  readonly isAsserted: boolean;
  /** What From says: what a display shows. `null` when there is no From. */
  readonly from: TelephoneNumber | null;
  /** A header that was used asks for privacy by its own parameters. */
  readonly asksPrivacy: boolean;
  /** Stable words, see `CallSignalling.conflicts`. */
  readonly conflicts: readonly string[];
}

/** One value of a header, read. */
interface ReadIdentity {
  readonly claim: ClaimedIdentity;
  readonly number: TelephoneNumber;
}

/** P-Asserted-Identity has one value or two, then one sip and one tel (RFC 3325 §9.1). */
const MAX_ASSERTED = 2;
/** Values of one header that are read; a header with more is a conflict whatever they say. */
const MAX_READ = 8;
/** The network passed a Remote-Party-ID on without having checked it (`screen=no`). */
const NOT_SCREENED = 'remote-party-id-not-screened';
const NONE: readonly never[] = Object.freeze([]);

/**
 * Takes the caller from P-Asserted-Identity, then Remote-Party-ID, of a peer that is trusted for them (RFC 3325 §5), else
 * from From. P-Preferred-Identity is what a telephone asks to be called (RFC 3325 §9.2): it is never an assertion, and it is
 * looked at only where no From could be overruled by it, or where a trusted peer hides the caller behind an anonymous From.
 *
 * An asserted name (`sip:trunk-7@pbx`) does not push a number out of From: the network then vouches for an account, and the
 * number is still what is shown and what has to be judged.
 */
export function chooseCaller(
  question: CallQuestion,
  trusts: boolean,
  normaliser: NumberNormaliser,
  context: NumberContext,
): ChosenCaller {
  const reader = new IdentityReader(question.identities, normaliser, context);
  const froms = reader.all('from');
  const from = froms[0] ?? null;
  const conflicts: string[] = froms.length > 1 && differ(froms) ? ['from-identities-differ'] : [];
  const asserted = trusts ? assertedIdentity(question, reader, conflicts) : null;
  const named = from !== null && from.number.key !== NO_KEY ? from : null;
  let chosen = named ?? from;
  if (
    asserted !== null &&
    (isPublicNumber(asserted.number) || named === null || !isPublicNumber(named.number))
  )
    chosen = asserted;
  else if (named === null && (trusts || from === null))
    chosen = reader.all('p-preferred-identity').find(isKnown) ?? from;
  return {
    caller: chosen === null ? normaliser.normalise('', context) : chosen.number,
    callerFrom: chosen === null ? 'none' : chosen.claim.header,
    isAsserted: chosen !== null && chosen === asserted,
    from: from === null ? null : from.number,
    asksPrivacy: (chosen?.claim.isPrivate ?? false) || (from?.claim.isPrivate ?? false),
    conflicts: conflicts.length === 0 ? NONE : conflicts,
  };
}

/** The network's word about the caller, from the newer header first; both are compared. */
function assertedIdentity(
  { problems }: CallQuestion,
  reader: IdentityReader,
  conflicts: string[],
): ReadIdentity | null {
  const asserted = reader.all('p-asserted-identity');
  const remote = problems.includes(NOT_SCREENED) ? NONE : reader.all('remote-party-id');
  if (asserted.length > MAX_ASSERTED) conflicts.push('too-many-asserted-identities');
  if (asserted.length > 1 && differ(asserted)) conflicts.push('asserted-identities-differ');
  else if (remote.length > 0 && differ([...asserted.slice(0, 1), ...remote]))
    conflicts.push(asserted.length > 0 ? 'remote-party-id-differs' : 'asserted-identities-differ');
  return best(asserted) ?? best(remote);
}

/** A public number before any other known identity. */
function best(identities: readonly ReadIdentity[]): ReadIdentity | null {
  return identities.find(({ number }) => isPublicNumber(number)) ?? identities.find(isKnown) ?? null;
}

const isKnown = ({ number }: ReadIdentity): boolean => number.key !== NO_KEY;

/** Whether public numbers among them contradict each other; a sip address beside a tel number does not. */
function differ(identities: readonly ReadIdentity[]): boolean {
  const numbers = identities.filter(({ number }) => isPublicNumber(number));
  return numbers.some(({ number }) => !maybeSameLine(number, numbers[0]!.number));
}

/** The identities of one question by header. From and P-Asserted-Identity are mostly one text, which is read once. */
class IdentityReader {
  readonly #identities: readonly ClaimedIdentity[];
  readonly #normaliser: NumberNormaliser;
  readonly #context: NumberContext;
  #text = '';
  #number: TelephoneNumber | null = null;

  constructor(identities: readonly ClaimedIdentity[], normaliser: NumberNormaliser, context: NumberContext) {
    this.#identities = identities;
    this.#normaliser = normaliser;
    this.#context = context;
  }

  all(header: IdentityHeader): readonly ReadIdentity[] {
    let found: ReadIdentity[] | null = null;
    for (const claim of this.#identities) {
      if (claim.header !== header) continue;
      if (this.#number === null || this.#text !== claim.address) {
        this.#text = claim.address;
        this.#number = this.#normaliser.normalise(claim.address, this.#context);
      }
      const identity = { claim, number: this.#number };
      if (found === null) found = [identity];
      else if (found.push(identity) === MAX_READ) break;
    }
    return found ?? NONE;
  }
}
