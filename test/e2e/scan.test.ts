import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import {
  asteriskFile,
  asteriskRow,
  folderOf,
  freeswitchFile,
  ROBOCALLER,
  removeFolders,
  scan,
  scanArguments,
  scanShape,
  village,
} from '../kit/scan-files.ts';

afterAll(removeFolders);

const CALLS = village();
const JSON_GMT = ['--json', '--timezone', 'UTC'];
const found = (stdout: string) => scanShape.parse(JSON.parse(stdout));

describe('jingtong scan', () => {
  const folder = folderOf({ 'Master.csv': asteriskFile(), 'fs.csv': freeswitchFile() });

  it('names the robocaller with reasons and no family, in the public shape', () => {
    const done = scan(folder, ['Master.csv', ...JSON_GMT]);
    expect(done.code).toBe(0);
    const { files, numbers, policy } = found(done.stdout);
    expect(files).toEqual([
      {
        path: 'Master.csv',
        format: 'asterisk-csv',
        rows: CALLS.length,
        events: CALLS.length,
        duplicates: 0,
        quarantined: 0,
        dropped: {},
      },
    ]);
    expect(numbers.map(({ number }) => number)).toEqual([`+86${ROBOCALLER}`]);
    expect(numbers[0]).toMatchObject({ kind: 'e164', calls: 400, firstSeen: '2026-03-02T01:00:00.000Z' });
    expect(numbers[0]!.signals.length).toBeGreaterThanOrEqual(3);
    expect(policy.version).toMatch(/^\d/);
    expect(existsSync(join(folder, 'jingtong-quarantine.csv'))).toBe(false);
  });

  it('finds the same in gzip, from standard input, and in what FreeSWITCH writes', () => {
    const numbersOf = (stdout: string) => found(stdout).numbers;
    const plain = numbersOf(scan(folder, ['Master.csv', ...JSON_GMT]).stdout);
    const zipped = folderOf({ 'Master.csv.gz': gzipSync(asteriskFile()) });
    expect(numbersOf(scan(zipped, ['Master.csv.gz', ...JSON_GMT]).stdout)).toEqual(plain);
    expect(numbersOf(scan(folder, ['-', ...JSON_GMT], { input: asteriskFile() }).stdout)).toEqual(plain);
    const freeswitch = numbersOf(scan(folder, ['fs.csv', ...JSON_GMT]).stdout);
    expect(freeswitch.map(({ number, calls }) => [number, calls])).toEqual([[`+86${ROBOCALLER}`, 400]]);
  });

  it('gives the same bytes again, on one thread, and whatever order the files are named in', () => {
    const half = CALLS.length / 2;
    const parts = folderOf({
      'a.csv': CALLS.slice(half).map(asteriskRow).join(''),
      'b.csv': CALLS.slice(0, half)
        .map((call, nth) => asteriskRow(call, 10_000 + nth))
        .join(''),
    });
    const first = scan(parts, ['a.csv', 'b.csv', ...JSON_GMT]).stdout;
    expect(scan(parts, ['a.csv', 'b.csv', ...JSON_GMT]).stdout).toBe(first);
    expect(scan(parts, ['a.csv', 'b.csv', ...JSON_GMT, '--threads', '1']).stdout).toBe(first);
    const turned = found(scan(parts, ['b.csv', 'a.csv', ...JSON_GMT]).stdout);
    expect(turned.numbers).toEqual(found(first).numbers);
    expect(turned.files.map(({ path }) => path)).toEqual(['b.csv', 'a.csv']);
  });

  it('reads local time as told, and says so when it was not told', () => {
    const shifted = found(scan(folder, ['Master.csv', '--json', '--timezone', '+08:00']).stdout);
    expect(shifted.numbers[0]?.firstSeen).toBe('2026-03-01T17:00:00.000Z');
    expect(scan(folder, ['fs.csv', '--json']).stderr).toContain('no time zone was given');
  });

  it('prints a table in the language of the locale, plain when it is no terminal', () => {
    const chinese = scan(folder, ['Master.csv', '--timezone', 'UTC'], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(chinese.stdout).toContain('号码');
    expect(chinese.stdout).toContain(`+86${ROBOCALLER}`);
    expect(chinese.stdout).not.toContain('\u001b');
    expect(chinese.stderr).toBe('');
    const english = scan(folder, ['Master.csv', '--timezone', 'UTC', '--lang', 'en']);
    expect(english.stdout).toContain(`${CALLS.length} rows = ${CALLS.length} calls judged`);
  });

  it('writes CSV, masks where asked, and leaves out milder measures', () => {
    const csv = scan(folder, ['Master.csv', '--timezone', 'UTC', '--csv', '--mask']).stdout;
    expect(parse(csv, { columns: true })[0]).toMatchObject({ number: '+86139****0666', calls: '400' });
    const blocked = scan(folder, ['Master.csv', ...JSON_GMT, '--min-measure', 'block']);
    expect(found(blocked.stdout).numbers).toEqual([]);
  });
});

describe('rows that cannot be read', () => {
  const bad = [
    '=HYPERLINK("http://example.invalid"),1\n',
    `"","1390","1380${'x'.repeat(100_000)}","c"\n`,
    '\u0001\u0002,,\n',
  ];
  const folder = folderOf({
    'Master.csv': CALLS.map(asteriskRow)
      .map((row, nth) => (nth % 200 === 100 ? bad[Math.floor(nth / 200)]! + row : row))
      .join(''),
  });

  it('lie in the quarantine file with line and reason, and the totals account for every row', () => {
    const done = scan(folder, ['Master.csv', ...JSON_GMT]);
    expect(done.code).toBe(3);
    const file = found(done.stdout).files[0]!;
    const dropped = Object.values(file.dropped).reduce((sum, rows) => sum + rows, 0);
    expect(file.quarantined).toBe(3);
    expect(file.events).toBe(CALLS.length);
    expect(file.rows).toBe(file.events + file.duplicates + file.quarantined + dropped);
    expect(done.stderr).toContain('3 row(s) could not be read');
    const rows = parse(readFileSync(join(folder, 'jingtong-quarantine.csv')), {
      columns: true,
    }) as unknown as Record<string, string>[];
    expect(rows.map(({ file, line }) => [file, line])).toEqual([
      ['Master.csv', '101'],
      ['Master.csv', '302'],
      ['Master.csv', '503'],
    ]);
    expect(rows.every(({ reason }) => /^[a-z-]+$/.test(reason!))).toBe(true);
    expect(rows[0]!.row).toMatch(/^'=HYPERLINK/);
  });

  it('go where --quarantine says', () => {
    expect(scan(folder, ['Master.csv', ...JSON_GMT, '--quarantine', 'aside.csv']).code).toBe(3);
    expect(existsSync(join(folder, 'aside.csv'))).toBe(true);
    const nowhere = scan(folder, ['Master.csv', ...JSON_GMT, '--quarantine', 'no/such/folder.csv']);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('name another file with --quarantine');
  });

  it('are counted once when the same rows come again', () => {
    const twice = folderOf({ 'a.csv': asteriskFile(), 'b.csv': asteriskFile() });
    const { files, numbers } = found(scan(twice, ['a.csv', 'b.csv', ...JSON_GMT]).stdout);
    expect(files.map(({ events, duplicates }) => [events, duplicates])).toEqual([
      [CALLS.length, 0],
      [0, CALLS.length],
    ]);
    expect(numbers[0]?.calls).toBe(400);
  });
});

describe('what goes wrong', () => {
  const folder = folderOf({
    'Master.csv': asteriskFile(),
    'empty.csv': '',
    'junk.bin': Buffer.from(Array.from({ length: 5_000 }, (_, place) => (place * 7_919) % 256)),
    'cut.csv.gz': gzipSync(asteriskFile()).subarray(0, 2_000),
  });

  it.each([
    ['a missing file', 'nowhere.csv', /nowhere\.csv/],
    ['a directory', '.', /directory/],
    ['binary junk', 'junk.bin', /junk\.bin/],
    ['a cut archive', 'cut.csv.gz', /cut\.csv\.gz/],
  ])('%s is told and stops no other file', (_what, path, message) => {
    const done = scan(folder, [path, 'Master.csv', ...JSON_GMT]);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(message);
    expect(done.stderr).not.toMatch(/this is a bug|\n\s+at /);
    const { files, numbers } = found(done.stdout);
    expect(files.find((file) => file.path === 'Master.csv')?.events).toBeGreaterThan(300);
    expect(numbers.map(({ number }) => number)).toEqual([`+86${ROBOCALLER}`]);
  });

  it('an empty file beside a full one is a note, alone it is a failure', () => {
    const beside = scan(folder, ['empty.csv', 'Master.csv', ...JSON_GMT]);
    expect(beside.code).toBe(0);
    expect(beside.stderr).toContain('empty.csv: no call records in it');
    const alone = scan(folder, ['empty.csv']);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain('no call records');
  });

  it.each([
    [['Master.csv', '--jsn']],
    [[]],
    [['Master.csv', '--json', '--csv']],
    [['Master.csv', '--trunk', 'satellite']],
    [['Master.csv', '--country', 'China']],
  ])('wrong usage %j ends with 2 and reads nothing', (args) => {
    const done = scan(folder, args);
    expect(done.code).toBe(2);
    expect(done.stdout).toBe('');
  });

  it('a format, zone or encoding that does not exist is said with what there is', () => {
    for (const [option, value] of [
      ['--format', 'morse'],
      ['--timezone', 'Mars/Olympus'],
      ['--encoding', 'ebcdic-9'],
    ] as const) {
      const done = scan(folder, ['Master.csv', option, value]);
      expect(done.code).toBe(1);
      expect(done.stderr).toContain(value);
    }
  });

  it('a report that cannot be written is said before anything is read', () => {
    const done = scan(folder, ['Master.csv', '--report', 'no/such/out.html']);
    expect(done.code).toBe(1);
    expect(done.stdout).toBe('');
    expect(done.stderr).toContain('name another with --report');
  });

  it('a policy folder that is not there is said; a site that switches a rule off is obeyed', () => {
    const typo = scan(folder, ['Master.csv', '--policy', 'no-such-policy']);
    expect(typo.code).toBe(1);
    expect(typo.stderr).toContain('no policy folder no-such-policy');
    mkdirSync(join(folder, 'empty-site'));
    const empty = scan(folder, ['Master.csv', '--policy', 'empty-site']);
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain('empty-site holds no policy.yaml, local.d, override.d');
    mkdirSync(join(folder, 'site', 'local.d', 'rules'), { recursive: true });
    const off = 'rules:\n  - { id: OVER_FREQUENCY, disabled: { reason: a test } }\n';
    writeFileSync(join(folder, 'site', 'local.d', 'rules', 'ours.yaml'), off);
    const signalsOf = (stdout: string) => found(stdout).numbers[0]!.signals.map(({ id }) => id);
    expect(signalsOf(scan(folder, ['Master.csv', ...JSON_GMT]).stdout)).toContain('OVER_FREQUENCY');
    const site = scan(folder, ['Master.csv', '--policy', 'site', ...JSON_GMT]);
    expect([site.code, site.stderr]).toEqual([0, '']);
    expect(signalsOf(site.stdout)).not.toContain('OVER_FREQUENCY');
    expect(found(site.stdout).policy.version).toMatch(/\+local$/);
  });

  it('a reader that has seen enough ends it quietly', () => {
    const node = [process.execPath, ...scanArguments()].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const many = CALLS.flatMap((call) =>
      Array.from({ length: 40 }, (_, nth) => ({
        ...call,
        caller: call.caller === ROBOCALLER ? `1390000${String(1_000 + nth)}` : call.caller,
      })),
    );
    const large = folderOf({ 'large.csv': asteriskFile(many) });
    const script = `${node.join(' ')} large.csv --json --timezone UTC | head -c 20; echo "\${PIPESTATUS[0]}"`;
    const done = spawnSync('bash', ['-c', script], { cwd: large, encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(done.stdout).toMatch(/^\{"files":\[\{"path":".*0\n$/s);
  });
});
