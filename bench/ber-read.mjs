// Reading charging records of 3GPP TS 32.298 (BER) into columns: cut, decode, normalise, facts; without judging.
// Usage: node bench/ber-read.mjs [records] [dist]. The file is made from a fixed seed into a temporary folder: mobile
// originated and terminated calls and gateway records, a quarter of them not answered, some messages between them.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const records = Number(process.argv[2] ?? 500_000);
const dist = resolve(process.argv[3] ?? 'dist');
const load = (path) => import(pathToFileURL(`${dist}/${path}`));
const { openCallRecordFile } = await load('traffic/pipeline/index.js');
const { createNumberNormaliser } = await load('traffic/normalise/index.js');
const { loadNumberingPlans } = await load('main/load-numbering-plans.js');
const { loadRecordProfile } = await load('main/load-record-profile.js');

function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const tagged = (tag, form) => (tag < 31 ? [form | tag] : [form | 31, tag]);
const element = (tag, form, contents) => {
  const length =
    contents.length < 128 ? [contents.length] : [0x82, contents.length >> 8, contents.length & 255];
  return [...tagged(tag, form), ...length, ...contents];
};
const field = (tag, contents) => element(tag, 0x80, contents);
const group = (tag, ...contents) => element(tag, 0xa0, contents.flat());
const text = (ascii) => [...Buffer.from(ascii)];
const tbcd = (digits) => {
  const even = digits.length % 2 === 0 ? digits : `${digits}f`;
  return even.match(/../g).map((pair) => parseInt(pair[1] + pair[0], 16));
};
const integer = (value) =>
  value < 128 ? [value] : [(value >> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const stamp = (at) => {
  const local = new Date(at + 28_800_000).toISOString();
  return [
    ...[2, 5, 8, 11, 14, 17].map((place) => parseInt(local.slice(place, place + 2), 16)),
    0x2b,
    0x08,
    0x00,
  ];
};

/** Tags of a kind of record, by what they are for. */
const KINDS = [
  {
    tag: 0,
    entity: 9,
    times: [22, 23, 24, 25],
    cause: 30,
    why: 31,
    reference: 32,
    location: 12,
    trunks: [10, 11],
  },
  {
    tag: 1,
    entity: 6,
    times: [19, 20, 21, 22],
    cause: 27,
    why: 28,
    reference: 29,
    location: 9,
    trunks: [7, 8],
  },
  { tag: 3, entity: 3, times: [6, 7, 8, 9], cause: 11, why: 12, reference: 13, trunks: [4, 5] },
];
const MOBILE = ['86138', '86139', '86136', '86150', '86186'];

function made() {
  const next = random(7);
  const start = Date.UTC(2026, 2, 2);
  const number = (pool) => {
    const line = Math.floor(next() * pool);
    return `${MOBILE[line % MOBILE.length]}${String((line * 7919) % 100_000_000).padStart(8, '0')}`;
  };
  const chunks = [];
  for (let nth = 0; nth < records; nth += 1) {
    const kind = KINDS[nth % KINDS.length];
    const at = start + nth * 37;
    const isAnswered = next() < 0.75;
    const ring = Math.floor(next() * 30) * 1000;
    const seconds = Math.floor(next() * 300);
    const [caller, callee] = [number(records / 10), number(records / 3)];
    const answer = isAnswered ? field(kind.times[1], stamp(at + ring)) : [];
    const parties =
      kind.tag === 0
        ? [...field(3, [0x91, ...tbcd(caller)]), ...field(5, [0x91, ...tbcd(callee)])]
        : kind.tag === 1
          ? [...field(3, [0x91, ...tbcd(callee)]), ...field(4, [0x11, 0x80, ...tbcd(caller)])]
          : [...field(1, [0x11, 0x80, ...tbcd(caller)]), ...field(2, [0x91, ...tbcd(callee)])];
    const subscriber =
      kind.tag === 3
        ? []
        : [...field(1, tbcd(`46000${caller.slice(-10)}`)), ...field(2, tbcd(`35345678${caller.slice(-6)}0`))];
    const cell =
      kind.location === undefined
        ? []
        : group(kind.location, field(0, [nth & 15, 1]), field(1, [nth & 255, 2]), field(2, [0x64, 0xf0, 0]));
    chunks.push(
      Buffer.from(
        group(
          kind.tag,
          field(0, [kind.tag]),
          subscriber,
          parties,
          field(kind.entity, [0x91, ...tbcd('8613740000')]),
          group(kind.trunks[0], field(1, text('TG0421'))),
          group(kind.trunks[1], field(1, text('TG0007'))),
          cell,
          field(kind.times[0], stamp(at)),
          answer,
          field(kind.times[2], stamp(at + ring + seconds * 1000)),
          field(kind.times[3], integer(isAnswered ? seconds : ring / 1000)),
          field(kind.cause, [isAnswered ? 0 : 3]),
          isAnswered ? [] : group(kind.why, field(0, [nth % 2 === 0 ? 17 : 19])),
          field(kind.reference, [1, (nth >> 16) & 255, (nth >> 8) & 255, nth & 255]),
        ),
      ),
    );
    if (nth % 8192 === 8191) chunks.push(Buffer.alloc(200));
  }
  return Buffer.concat(chunks);
}

const folder = await mkdtemp(join(tmpdir(), 'ber-read-'));
try {
  const path = join(folder, 'made.ber');
  await writeFile(path, made());
  const { size } = await stat(path);
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  for (let round = 0; round < 4; round += 1) {
    const opened = await openCallRecordFile({
      from: { path },
      normaliser: createNumberNormaliser(plans.value),
      country: 'CN',
      trunk: 'unknown',
      receivedAt: Date.UTC(2026, 11, 1),
      source: 'bench',
      timezone: 'Asia/Shanghai',
      profile: () => loadRecordProfile(),
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
    const { rows, quarantined, events } = opened.value.tally();
    if (rows !== records || quarantined !== 0 || events !== calls)
      throw new Error(JSON.stringify(opened.value.tally()));
    console.log(
      JSON.stringify({
        round,
        records,
        calls,
        recordBytes: Math.round(size / records),
        recordsPerSecond: Math.round(records / seconds),
        recordsPerCpuSecond: Math.round((records / (user + system)) * 1e6),
        megabytesPerSecond: Math.round(size / seconds / 1e6),
        peakMiB: Math.round(peak / 1048576),
      }),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
