export {
  createKey,
  type KeyPorts,
  keyProblem,
  MAX_KEY_DAYS,
  type NewKey,
  type NewKeyProblem,
  resolveKey,
} from './api-keys.ts';
