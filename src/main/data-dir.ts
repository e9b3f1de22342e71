/** Where a command keeps its journal, state and database unless `--data` says otherwise: `JINGTONG_DATA`, else `./data`. */
export const defaultDataDir = (): string => process.env.JINGTONG_DATA ?? 'data';
