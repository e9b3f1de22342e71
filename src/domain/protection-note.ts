import type { BilingualText } from './text.ts';
import type { Protection } from './verdict.ts';

const FROM_ELSEWHERE: BilingualText = {
  zh: '显示的是受保护号码，但来话入口表明并非本机，此次呼叫不受保护',
  en: 'the number shown is protected, but the call came in where that number cannot call from, so this call is not',
};

/**
 * Why a protected number's protection did not hold for a call; `null` when it held, or there was none. Said after the
 * reason that proves the impersonation, never instead of it: the call is an impostor's, the number its victim.
 */
export function voidedProtectionNote(protection: Protection | null): BilingualText | null {
  return protection?.voided === 'impossible-origin' ? FROM_ELSEWHERE : null;
}
