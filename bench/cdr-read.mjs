// Reading an Asterisk call-record file into columns: rows/s, MB/s and peak memory, without judging.
// Usage: node bench/cdr-read.mjs [rows] [dist] [bare]. With `bare` digits become keys without a numbering plan, which
// shows what reading alone costs. The file is generated from a fixed seed into a temporary folder.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const rows = Number(process.argv[2] ?? 1_000_000);
const dist = resolve(process.argv[3] ?? 'dist');
const load = (path) => import(pathToFileURL(`${dist}/${path}`));
const { openCallRecordFile } = await load('traffic/pipeline/index.js');
const { createNumberNormaliser } = await load('traffic/normalise/index.js');
const { loadNumberingPlans } = await load('main/load-numbering-plans.js');

function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Mobile prefixes of mainland China; numbers are written as dialled at home. */
const MOBILE = ['138', '139', '136', '150', '151', '158', '186', '187', '189'];

async function generate(path) {
  const callers = Math.ceil(rows / 10);
  const callees = Math.ceil(rows / 3);
  const next = random(7);
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  const start = Date.UTC(2026, 2, 2);
  const number = (pool) => {
    const line = Math.floor(next() * pool);
    return `${MOBILE[line % MOBILE.length]}${String((line * 7919) % 100_000_000).padStart(8, '0')}`;
  };
  const stamp = (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  let lines = [];
  for (let index = 0; index < rows; index += 1) {
    const at = start + index * 37;
    const ring = Math.floor(next() * 30);
    const answered = next() < 0.6;
    const talk = answered ? Math.floor(next() * 300) : 0;
    const caller = number(callers);
    const id = `${Math.floor(at / 1000)}.${index}`;
    const answer = answered ? `"${stamp(at + ring * 1000)}"` : '';
    lines.push(
      `"","${caller}","${number(callees)}","from-trunk","""${caller}"" <${caller}>","PJSIP/trunk-${index.toString(16).padStart(8, '0')}","PJSIP/out","Dial","PJSIP/out,60","${stamp(at)}",${answer},"${stamp(at + (ring + talk) * 1000)}",${ring + talk},${talk},"${answered ? 'ANSWERED' : 'NO ANSWER'}","DOCUMENTATION","${id}","","","${id}",${index}\n`,
    );
    if (lines.length === 10_000 || index === rows - 1) {
      if (!out.write(lines.join(''))) await new Promise((done) => out.once('drain', done));
      lines = [];
    }
  }
  await new Promise((done) => out.end(done));
}

const folder = await mkdtemp(join(tmpdir(), 'cdr-read-'));
try {
  const path = join(folder, 'Master.csv');
  await generate(path);
  const { size } = await stat(path);
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  const bare = {
    packedClass: 0,
    pack(bytes, start, end) {
      let key = 0;
      for (let at = start; at < end; at += 1) key = key * 10 + (bytes[at] - 48);
      return key;
    },
  };
  for (let round = 0; round < 3; round += 1) {
    const opened = await openCallRecordFile({
      from: { path },
      normaliser: process.argv[4] === 'bare' ? bare : createNumberNormaliser(plans.value),
      country: 'CN',
      trunk: 'unknown',
      receivedAt: Date.UTC(2026, 11, 1),
      source: 'bench',
      timezone: 'Asia/Shanghai',
    });
    if (!opened.ok) throw new Error(opened.detail);
    let calls = 0;
    let peak = 0;
    const cpu = process.cpuUsage();
    const began = performance.now();
    for await (const { columns } of opened.value.columns(4096)) {
      calls += columns.length;
      if (calls % 131_072 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      JSON.stringify({
        round,
        rows,
        calls,
        rowBytes: Math.round(size / rows),
        rowsPerSecond: Math.round(rows / seconds),
        rowsPerCpuSecond: Math.round((rows / (user + system)) * 1e6),
        megabytesPerSecond: Math.round(size / seconds / 1e6),
        peakMiB: Math.round(peak / 1048576),
      }),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
