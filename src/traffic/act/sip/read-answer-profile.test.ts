import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnswerProfile } from './read-answer-profile.ts';

const FOLDER = join(import.meta.dirname, '../../../../policy/call-control');
const read = (text: string): string => {
  const result = readAnswerProfile(text, 'p.yaml');
  return result.ok ? 'ok' : result.detail;
};
const profile = (changes: Readonly<Record<string, string>> = {}): string => {
  const lines: Record<string, string> = {
    name: 'mine',
    about: '{ zh: 一, en: one }',
    allow: '{ status: 404 }',
    label: '{ status: 302 }',
    divert: '{ status: 302 }',
    block:
      '{ analytics: { status: 603 }, list: { status: 603 }, law: { status: 603 }, subscriber: { status: 607 } }',
    ...changes,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
};

describe('answer profiles', () => {
  it.each(readdirSync(FOLDER))('reads the shipped %s, which is named after its file', (file) => {
    const result = readAnswerProfile(readFileSync(join(FOLDER, file), 'utf8'), file);
    expect(result.ok ? `${result.value.name}.yaml` : result.detail).toBe(file);
  });
  it('gives phrases and defaults', () => {
    const result = readAnswerProfile(profile(), 'p.yaml');
    expect(
      result.ok && [result.value.allow.phrase, result.value.block.subscriber.phrase, result.value.marker],
    ).toEqual(['Not Found', 'Unwanted', 'jingtong']);
  });
  it('keeps the 603 of ATIS-1000099 for analytics', () => {
    const block = (blocked: string): string => {
      const kinds = ['analytics', 'list', 'law', 'subscriber'];
      const own = (kind: string): string =>
        `${kind}: { status: 603${kind === blocked ? ', network_blocked: true' : ''} }`;
      return `{ ${kinds.map(own).join(', ')} }`;
    };
    expect(read(profile({ block: block('analytics') }))).toBe('ok');
    for (const kind of ['list', 'law', 'subscriber'])
      expect(read(profile({ block: block(kind) }))).toBe(
        `p.yaml: block.${kind}.network_blocked: ATIS-1000099 is for blocks by analytics alone; leave it out`,
      );
    expect(
      read(
        profile({
          block:
            '{ analytics: { status: 608 }, list: { status: 603 }, law: { status: 603 }, subscriber: { status: 607 } }',
        }),
      ),
    ).toContain('sip.608');
  });
  it('refuses what would loop, break a line or is not known, naming the place', () => {
    expect(read(profile({ allow: '{ status: 302 }', marker: 'null' }))).toContain('go round for ever');
    expect(read(profile({ allow: '{ status: 404, phrase: "a\\r\\nX: y" }' }))).toContain('allow.phrase');
    expect(read(profile({ allow: '{ status: 200 }' }))).toContain('allow.status');
    expect(read(profile({ colour: 'red' }))).toContain('colour');
    expect(read('{')).toContain('no YAML');
    expect(read('[]')).not.toBe('ok');
  });
});
