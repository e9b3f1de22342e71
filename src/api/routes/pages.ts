import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Api } from '../api-context.ts';

const PAGES = fileURLToPath(new URL('../pages/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The live page at `/` and its files under `/page/`. Read once at start: a handful of small files. */
export function pages(api: Api): void {
  for (const name of readdirSync(PAGES)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(PAGES, name));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
    const urls = name === 'index.html' ? ['/'] : [`/page/${name}`];
    for (const url of urls)
      api.get(url, { schema: { hide: true } }, (request, reply) => {
        reply.header('ETag', etag).header('Cache-Control', 'no-cache').type(type);
        return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
      });
  }
}
