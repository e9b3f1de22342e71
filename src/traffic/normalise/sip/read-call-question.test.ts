import { describe, expect, it } from 'vitest';
import { sipFrom } from '../../../../test/kit/sip-message-from.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import { readCallQuestion } from './read-call-question.ts';

const ask = (...headers: string[]): CallQuestion => readCallQuestion(sipFrom(headers), 1_700_000_000_000);

describe('identities', () => {
  it('come out in the order of the headers, each with its own', () => {
    const question = ask(
      'P-Asserted-Identity: <sip:+12025550143@ims.example;user=phone>, <tel:+12025550143>',
      'From: "Ada" <sip:+447700900123@a.example>;tag=f1',
      'Remote-Party-ID: "Ada" <sip:+447700900123@a.example>;party=calling;screen=no;privacy=full',
      'P-Preferred-Identity: tel:+447700900124',
    );
    expect(question.identities).toEqual([
      {
        header: 'p-asserted-identity',
        address: 'sip:+12025550143@ims.example;user=phone',
        display: null,
        isPrivate: false,
      },
      { header: 'p-asserted-identity', address: 'tel:+12025550143', display: null, isPrivate: false },
      { header: 'from', address: 'sip:+447700900123@a.example', display: 'Ada', isPrivate: false },
      { header: 'remote-party-id', address: 'sip:+447700900123@a.example', display: 'Ada', isPrivate: true },
      { header: 'p-preferred-identity', address: 'tel:+447700900124', display: null, isPrivate: false },
    ]);
    expect(question.problems).toEqual(['remote-party-id-not-screened']);
  });
});
