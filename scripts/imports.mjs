// Enforces who may import whom (docs/ARCHITECTURE.md). Any edge that is not in the table fails.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');

const CORE = ['domain', 'lib'];
const STAGES = ['sources', 'normalise', 'features', 'detect', 'decide'].map((stage) => `traffic/${stage}`);

// room -> rooms it may import; `pure` rooms may use no clock, randomness, I/O or environment.
const ROOMS = {
  lib: { may: [], pure: true },
  domain: { may: ['lib'], pure: true },
  ports: { may: ['domain'], pure: true },
  policy: { may: CORE, pure: true },
  'traffic/sources': { may: [...CORE, 'ports'], pure: false },
  'traffic/normalise': { may: CORE, pure: true },
  'traffic/features': { may: CORE, pure: true },
  'traffic/detect': { may: CORE, pure: true },
  'traffic/decide': { may: CORE, pure: true },
  'traffic/act': { may: [...CORE, 'ports'], pure: false },
  'traffic/record': { may: [...CORE, 'ports'], pure: false },
  'traffic/pipeline': { may: [...CORE, 'ports', ...STAGES, 'traffic/act', 'traffic/record'], pure: false },
  'casework/lifecycle': { may: [...CORE, 'ports'], pure: true },
  'casework/lifecycle/source': { may: [...CORE, 'policy', 'casework/lifecycle'], pure: true },
  simulate: { may: CORE, pure: true },
  report: { may: CORE, pure: true },
  access: { may: [...CORE, 'ports'], pure: false },
  'access/ledger/core': { may: [...CORE, 'ports'], pure: true },
  'access/ledger': { may: [...CORE, 'ports', 'access/ledger/core'], pure: false },
  'api/contract': { may: [], pure: true },
  api: { may: [...CORE, 'ports', 'api/contract'], pure: false },
  'platform/shared': { may: [...CORE, 'ports'], pure: false },
  'platform/embedded': { may: [...CORE, 'ports', 'platform/shared'], pure: false },
  'platform/distributed': { may: [...CORE, 'ports', 'platform/shared'], pure: false },
  main: { may: null, pure: false },
};
// Rooms that outsiders enter only by their index (stages and entities); domain, lib and ports are read file by file.
const INDEXED =
  /^(access|access\/ledger|policy|simulate|report|api|casework\/[a-z/]+|traffic\/[a-z]+|platform\/[a-z]+)$/;

const IMPURE = [
  [/\bDate\.now\(|\bnew Date\(\s*\)/, 'reads the clock'],
  [/\bMath\.random\(/, 'uses randomness'],
  [/\bprocess\.(env|argv|hrtime|cwd)\b/, 'reads the environment'],
  [/\bperformance\.now\(/, 'reads the clock'],
  [/\b(setTimeout|setInterval|setImmediate)\(/, 'uses timers'],
];
const PURE_NODE = new Set(['node:buffer', 'node:crypto', 'node:string_decoder', 'node:util']);

const roomOf = (file) => {
  const path = relative(root, file).split(sep).join('/');
  return Object.keys(ROOMS)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((one, other) => other.length - one.length)[0];
};

const problems = [];
const files = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const file of files) {
  const name = relative(root, file).split(sep).join('/');
  const isTest = name.endsWith('.test.ts');
  const room = roomOf(file);
  if (!room) {
    problems.push(`${name}: is in no room; see docs/ARCHITECTURE.md for where it belongs`);
    continue;
  }
  const text = readFileSync(file, 'utf8');
  const { may, pure } = ROOMS[room];
  if (pure && !isTest)
    for (const [pattern, what] of IMPURE)
      if (pattern.test(text)) problems.push(`${name}: pure room "${room}" ${what}`);

  for (const match of text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*(?:\{[^}]*\}[^'"\n;]*)?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  )) {
    const target = match[1] ?? match[2] ?? match[3];
    if (!target) continue;
    if (!target.startsWith('.')) {
      if (pure && !isTest && target.startsWith('node:') && !PURE_NODE.has(target))
        problems.push(`${name}: pure room "${room}" imports ${target}`);
      continue;
    }
    if (isTest) continue;
    const resolved = resolve(dirname(file), target);
    const to = roomOf(resolved);
    if (!to) {
      if (!resolved.startsWith(root)) problems.push(`${name}: imports ${target}, outside src/`);
      continue;
    }
    if (to === room) continue;
    if (may !== null && !may.includes(to))
      problems.push(`${name}: "${room}" may not import "${to}" (${target})`);
    if (INDEXED.test(to)) {
      const inner = relative(join(root, to), resolved).split(sep).join('/');
      if (inner.split('/').at(-1) !== 'index.ts')
        problems.push(`${name}: enters "${to}" past an index (${target})`);
    }
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(`${problems.length} forbidden import(s) or impurities.`);
  process.exit(1);
}
console.log(`imports: ${files.length} files follow the table`);
