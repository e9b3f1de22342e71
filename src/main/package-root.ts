import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The installed package's folder, where `policy/` and `migrations/` lie. The same from `src/` and from `dist/`. */
export const PACKAGE_ROOT: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
