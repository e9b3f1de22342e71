import { expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../domain/call-event.ts';
import { MEASURES } from '../../domain/measure.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';
import { MEASURE_WORDS, OUTCOME_WORDS, TRUNK_WORDS } from './words.ts';

it('says the same words as the domain, in the same order', () => {
  expect(MEASURE_WORDS).toEqual(MEASURES);
  expect(TRUNK_WORDS).toEqual(TRUNK_KINDS);
  expect(OUTCOME_WORDS).toEqual(CALL_OUTCOMES);
});
