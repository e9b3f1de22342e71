// Loaded before a program (node --import): writes the process's peak memory in bytes to JINGTONG_PEAK_FILE at its end.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.JINGTONG_PEAK_FILE, String(process.resourceUsage().maxRSS * 1024));
});
