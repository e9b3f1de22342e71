export {
  type AccessServerOptions,
  createAccessServer,
  type RadiusServer,
  type RadiusServerCounts,
} from './access-server.ts';
export type { AccountedCall, ReleasedBy } from './accounted-call.ts';
export {
  type AccountingServer,
  type AccountingServerOptions,
  createAccountingServer,
} from './accounting-server.ts';
export type { CallSessionLimits } from './call-sessions.ts';
export type { RadiusHeaderReader } from './question-of-request.ts';
export { DEFAULT_RADIUS_ANSWERS, type RadiusAnswers, type RadiusPeer } from './radius-peer.ts';
