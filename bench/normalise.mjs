// Nanoseconds to read one number: packed (hot path), as a whole TelephoneNumber, and libphonenumber-js/max on the same
// texts in the same run. Numbers are made from a seed; every path sees each text often enough to be compiled.
//   node scripts/bench.mjs normalise [--numbers 200000]
// JINGTONG_DIST may name another build than dist/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const root = join(import.meta.dirname, '..');
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { createNumberNormaliser } = await load('traffic/normalise/index.js');
const { loadNumberingPlans } = await load('main/load-numbering-plans.js');

const option = process.argv.indexOf('--numbers');
const COUNT = option < 0 ? 200_000 : Number(process.argv[option + 1]);
const loaded = await loadNumberingPlans(root);
if (!loaded.ok) throw new Error(loaded.detail);
const normaliser = createNumberNormaliser(loaded.value);
const at = Date.UTC(2026, 5, 1);

let seed = 20260601;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const mobile = () =>
  `1${['38', '39', '50', '59', '77', '86', '91', '98'][random(8)]}${String(random(1e8)).padStart(8, '0')}`;
const fixed = () =>
  `0${['23', '755', '571', '28'][random(4)]}${2 + random(7)}${String(random(1e7)).padStart(7, '0')}`;

const SETS = [
  ['+8613812345678', 'unknown', () => `+86${mobile()}`],
  ['13812345678 in China', 'subscriber', mobile],
  ['8613812345678 on an international trunk', 'international', () => `86${mobile()}`],
  ['+447400123456', 'unknown', () => `+447400${String(random(1e6)).padStart(6, '0')}`],
  ['02362345678 in China (fresh each time)', 'subscriber', fixed],
  [
    '5,000 service numbers and codes again and again',
    'subscriber',
    () => `400${String(random(5000)).padStart(7, '0')}`,
  ],
];

const timed = (work) => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / COUNT;
};
/** Median of five rounds after one to warm up. */
const median = (work) => {
  work();
  const rounds = Array.from({ length: 5 }, () => timed(work)).sort((one, other) => one - other);
  return rounds[2];
};

let kept = 0;
console.log(
  'numbers'.padEnd(50),
  'pack ns'.padStart(9),
  'normalise ns'.padStart(13),
  'libphonenumber-js ns'.padStart(21),
);
for (const [name, trunk, make] of SETS) {
  const texts = Array.from({ length: COUNT }, make);
  const bytes = new TextEncoder().encode(texts.join('\n'));
  const ends = new Int32Array(COUNT);
  let offset = 0;
  texts.forEach((text, position) => {
    offset += text.length;
    ends[position] = offset;
    offset += 1;
  });
  const context = { country: 'CN', trunk, at };
  const pack = median(() => {
    let start = 0;
    for (let position = 0; position < COUNT; position += 1) {
      kept += normaliser.pack(bytes, start, ends[position], context) % 7;
      start = ends[position] + 1;
    }
  });
  const whole = median(() => {
    for (const text of texts) kept += normaliser.normalise(text, context).key % 7;
  });
  const library = median(() => {
    for (const text of texts) kept += parsePhoneNumberFromString(text, 'CN')?.isValid() ? 1 : 0;
  });
  console.log(
    name.padEnd(50),
    pack.toFixed(0).padStart(9),
    whole.toFixed(0).padStart(13),
    library.toFixed(0).padStart(21),
  );
}
if (!Number.isFinite(kept)) throw new Error('nothing was read');
