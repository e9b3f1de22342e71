import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MEASURES } from '../domain/measure.ts';
import { TRUNK_KINDS } from '../domain/trunk.ts';

const folder = fileURLToPath(new URL('./pages/', import.meta.url));
const files = readdirSync(folder);

type Texts = Record<string, unknown>;
const load = async (name: string): Promise<Texts> => import(`${folder}${name}`);
const { zh } = (await load('text-zh.js')) as { zh: Texts };
const { en } = (await load('text-en.js')) as { en: Texts };

/** Every key with the kind of its value, nested tables included. */
function shape(texts: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.keys(value).map((inner) => [`${key}.${inner}`, 'string'] as const)
        : [[key, typeof value] as const],
    ),
  );
}

describe('the live page', () => {
  it('says the same things in Chinese and in English', () => {
    expect(shape(en)).toEqual(shape(zh));
    for (const [key, value] of Object.entries(en)) if (key !== 'other') expect(value, key).not.toEqual('');
    const chinese = /[\u4e00-\u9fff]/;
    for (const [key, value] of Object.entries(en))
      if (typeof value === 'string' && key !== 'other') expect(value, key).not.toMatch(chinese);
  });

  it('has a word for every measure and trunk', () => {
    for (const texts of [zh, en]) {
      expect(Object.keys(texts.measures as Texts)).toEqual([...MEASURES]);
      expect(Object.keys(texts.trunks as Texts).sort()).toEqual([...TRUNK_KINDS].sort());
    }
  });

  it('has a text for every place that asks for one', () => {
    const html = readFileSync(`${folder}index.html`, 'utf8');
    const asked = [...html.matchAll(/data-(?:text|label)="(\w+)"/g)].map((match) => match[1]!);
    expect(asked.length).toBeGreaterThan(30);
    for (const key of asked) expect(typeof zh[key], key).toBe('string');
  });

  it('weighs less than 100 kB, asks nobody else, and has no inline script, style or markup from text', () => {
    const weight = files.reduce((sum, name) => sum + statSync(folder + name).size, 0);
    expect(weight).toBeLessThan(100_000);
    for (const name of files) {
      const text = readFileSync(folder + name, 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
      expect(text, name).not.toMatch(/https?:\/\//);
      expect(text, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
      expect(text, name).not.toMatch(/\son\w+="|style="|<script>|<style>/);
    }
  });
});
