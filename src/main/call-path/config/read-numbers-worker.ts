import { parentPort, workerData } from 'node:worker_threads';
import { createNumberNormaliser } from '../../../traffic/normalise/index.ts';
import { loadNumberingPlans } from '../../load-numbering-plans.ts';
import { readNumbers } from './read-numbers.ts';
import type { NumbersWork } from './read-numbers-apart.ts';

// The other side of `readNumbersApart`: reads all lists, hands the arrays over without copying them, and ends.
const { requests, site } = workerData as NumbersWork;
const plans = await loadNumberingPlans();
if (!plans.ok) throw new Error(plans.detail);
const normaliser = createNumberNormaliser(plans.value);
const read = requests.map((request) => readNumbers(request, site, normaliser));
parentPort?.postMessage(
  read,
  read.flatMap(({ parts }) => [
    parts.exact.buffer as ArrayBuffer,
    ...parts.prefixes.map(({ keys }) => keys.buffer as ArrayBuffer),
  ]),
);
