/** Bad input is a value, not an exception: the reason is a stable kebab-case word, the detail is for people. */
export type Result<Value, Reason extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: Reason; readonly detail: string };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function bad<Reason extends string>(
  reason: Reason,
  detail: string,
): { readonly ok: false; readonly reason: Reason; readonly detail: string } {
  return { ok: false, reason, detail };
}
