import { type NumberKey, writeKey } from '../../domain/number-key.ts';

/** Writes keys as people read them; names and over-long numbers, whose keys are hashes, come from `texts`. */
export function numberText(
  texts: ReadonlyMap<NumberKey, string>,
  masked: boolean,
): (key: NumberKey) => string {
  return (key) => {
    const written = writeKey(key) ?? texts.get(key) ?? `#${key.toString(36)}`;
    return masked ? maskNumber(written) : written;
  };
}

/**
 * Hides the middle of a number so that whoever knows it recognises it and nobody else learns it: of eight digits or
 * more the last eight lose their first four. Short codes are public and stay; a name keeps its first character.
 */
export function maskNumber(written: string): string {
  if (!/^\+?\d+$/.test(written)) return `${[...written][0] ?? ''}***`;
  if (written.replace('+', '').length < 8) return written;
  return `${written.slice(0, -8)}****${written.slice(-4)}`;
}
