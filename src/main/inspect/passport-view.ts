import { openIdentity } from '../../traffic/normalise/index.ts';
import type { PassportView } from './inspection.ts';

/** An Identity value, or a bare token, taken apart. Nothing is verified: that needs the call and a trust list. */
export function passportView(text: string, at: number | null): PassportView {
  const { header, token } = openIdentity(text);
  const parameters = header.ok ? header.value : { info: null, alg: null, ppt: null };
  const failed = !header.ok ? header : token !== null && !token.ok ? token : null;
  return {
    at,
    info: parameters.info,
    alg: parameters.alg,
    ppt: parameters.ppt,
    header: token?.ok ? token.value.header : null,
    claims: token?.ok ? token.value.claims : null,
    isCompact: token === null,
    problem: failed === null ? null : { reason: failed.reason, detail: failed.detail },
  };
}
