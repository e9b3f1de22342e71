export type { CallLabel, SimulatedCall } from './simulated-call.ts';
export { createTown, type Town, type TownOptions } from './town.ts';
