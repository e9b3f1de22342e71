// The peer of bench/scan.mjs: DuckDB reads the same Asterisk file and aggregates it by caller.
//   node bench/scan-duckdb.mjs FILE exact|approximate
import { DuckDBInstance } from '@duckdb/node-api';

const [file, distinct] = process.argv.slice(2);
const COLUMNS = [
  'accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end',
  'duration billsec disposition amaflags uniqueid userfield peeraccount linkedid sequence',
]
  .join(' ')
  .split(' ')
  .map(
    (name) =>
      `'${name}': '${/^(start|answer|end)$/.test(name) ? 'TIMESTAMP' : /^(duration|billsec)$/.test(name) ? 'INTEGER' : 'VARCHAR'}'`,
  )
  .join(', ');
const callees = distinct === 'exact' ? 'count(DISTINCT dst)' : 'approx_count_distinct(dst)';

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(
  `SELECT count(*) AS callers, sum(calls) AS calls, max(callees) AS most
   FROM (SELECT src, count(*) AS calls, ${callees} AS callees, min(start) AS first, max(start) AS last,
           avg(CASE WHEN disposition = 'ANSWERED' THEN 1 ELSE 0 END) AS answered, avg(billsec) AS talk
         FROM read_csv('${file.replaceAll("'", "''")}', header = false, delim = ',', quote = '"', escape = '"',
           auto_detect = false, columns = {${COLUMNS}}, timestampformat = '%Y-%m-%d %H:%M:%S')
         GROUP BY src)`,
);
const [callers, calls, most] = reader.getRows()[0];
console.log(JSON.stringify({ callers: Number(callers), calls: Number(calls), most: Number(most) }));
