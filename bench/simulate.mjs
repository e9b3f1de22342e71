// How fast the simulated town writes call records, and in how much memory. Usage: node bench/simulate.mjs [rows] [people]
// Needs a build (npm run build). Nothing is written to disk: the figure is the generator's and the writer's own.
import { ByteLines } from '../dist/lib/byte-lines.js';
import { timeZone } from '../dist/lib/time-zone.js';
import { createTown, inOrderOfEnd, RECORD_FORMATS, recordWriter } from '../dist/simulate/index.js';

const rows = Number(process.argv[2] ?? 2_000_000);
const people = Number(process.argv[3] ?? 1_000_000);
const startAt = Date.parse('2026-03-02T08:00:00+08:00');
const calls = () => createTown({ seed: 1, startAt, people }).calls(startAt, Number.POSITIVE_INFINITY);

function measure(name, run) {
  const began = process.hrtime.bigint();
  const cpuBegan = process.cpuUsage();
  const bytes = run();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const cpu = process.cpuUsage(cpuBegan);
  const line = {
    name,
    rows,
    people,
    rowsPerSecond: Math.round(rows / seconds),
    rowsPerCpuSecond: Math.round((rows * 1e6) / (cpu.user + cpu.system)),
    bytes,
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
  console.log(JSON.stringify(line));
}

measure('calls in order of start', () => {
  let left = rows;
  for (const _ of calls()) if (--left === 0) break;
  return 0;
});
for (const format of RECORD_FORMATS)
  measure(`rows as ${format}`, () => {
    const writer = recordWriter(format, timeZone('Asia/Shanghai'));
    const lines = new ByteLines();
    let left = rows;
    let bytes = 0;
    for (const call of inOrderOfEnd(calls())) {
      writer.row(call, lines);
      if (lines.isFull) bytes += lines.take().length;
      if (--left === 0) break;
    }
    return bytes + lines.take().length;
  });
