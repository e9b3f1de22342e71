export { type CaseworkPolicy, parseCasework } from './parse-casework.ts';
