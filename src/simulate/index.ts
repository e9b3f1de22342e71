export { internationalForm, type LineLabel, LineLabels } from './line-labels.ts';
export type { CallLabel, SimulatedCall } from './simulated-call.ts';
export { createTown, type Town, type TownOptions } from './town.ts';
export { ASTERISK_COLUMNS, type AsteriskColumnCount } from './write/asterisk-writer.ts';
export { inOrderOfEnd } from './write/end-order.ts';
export type { RecordWriter } from './write/record-writer.ts';
export { RECORD_FORMATS, type RecordFormat, recordWriter } from './write/writers.ts';
