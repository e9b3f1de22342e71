/** Long work cut into short steps: each `yield` is a place where others may be let in. */
export type Steps<Value> = Generator<void, Value>;

/** Does it all at once. */
export function allAtOnce<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
