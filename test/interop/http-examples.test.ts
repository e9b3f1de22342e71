import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDoor } from '../kit/switch-door-kit.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = [
  'asterisk-curl',
  'freeswitch-xml-curl',
  'jambonz',
  'kamailio-http-async',
  'kamailio-http-client',
  'opensips-rest-client',
  'sbc-stir-vs',
];
const text = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

describe('the examples of the HTTP door', () => {
  it.each(FOLDERS)('%s asks where there is a dialect', async (folder) => {
    await using open = await openDoor();
    const files = readdirSync(join(ROOT, 'examples', folder));
    expect(files).toContain('README.md');
    const asked = files.flatMap((file) => [
      ...text('examples', folder, file).matchAll(/:8070(\/(?:call|stir)\/[\w/]+)|JINGTONG(\/call\/\w+)/g),
    ]);
    const paths = new Set(
      asked
        .map(([, one, other]) => one ?? other ?? '')
        .map((path) => (path === '/stir/v1' ? `${path}/verification` : path)),
    );
    if (!folder.startsWith('kamailio')) expect(paths.size).toBeGreaterThan(0);
    for (const path of paths) {
      const answer = await fetch(`${open.url}${path}`, { method: 'POST', body: 'callee=1' });
      expect([path, answer.status === 404]).toEqual([path, false]);
    }
  });

  it('and the page about it names every path and no other', async () => {
    await using open = await openDoor();
    const page = text('docs/protocols/http.md');
    const nowhere = await (await fetch(`${open.url}/`)).text();
    const paths = [...nowhere.matchAll(/\/(?:call|stir)\/[\w/]+/g)].map(([path]) => path);
    for (const path of paths) expect(page).toContain(path);
    for (const [path] of page.matchAll(/\/(?:call|stir\/v1)\/\w+/g)) expect(paths).toContain(path);
  });
});
