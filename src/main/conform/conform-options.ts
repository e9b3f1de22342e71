import type { Language } from '../../domain/text.ts';
import type { SocketPlace } from '../call-path/config/socket-place.ts';
import type { DoorAct } from './conform-step.ts';

/** What `jingtong conform` was asked to do. */
export interface ConformOptions {
  readonly callPath: string;
  readonly peer: string;
  readonly steps: readonly DoorAct[];
  /** Where the switch takes test calls; `null`: a person places them. */
  readonly via: SocketPlace | null;
  /** Where the switch sends them; needed with `via`. */
  readonly calleeAt: SocketPlace | null;
  readonly callerAt: SocketPlace;
  readonly caller: string;
  readonly callee: string;
  readonly waitMs: number;
  readonly json: boolean;
  readonly language: Language;
}
