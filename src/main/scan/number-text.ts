import { maskNumber } from '../../domain/mask-number.ts';
import { keyKind, type NumberKey, writeKey } from '../../domain/number-key.ts';
import type { NumberKind } from '../../domain/telephone-number.ts';

/** Writes keys as people read them; names and over-long numbers, whose keys are hashes, come from `texts`. */
export function numberText(
  texts: ReadonlyMap<NumberKey, string>,
  masked: boolean,
): (key: NumberKey) => string {
  return (key) => {
    const written = writeKey(key) ?? texts.get(key) ?? `#${key.toString(36)}`;
    return masked ? maskNumber({ kind: kindOf(key), canonical: written }) : written;
  };
}

function kindOf(key: NumberKey): NumberKind {
  const kind = keyKind(key);
  if (kind === 'long-local') return 'local';
  return kind === 'long-private' ? 'private' : kind;
}
