/** The only way to learn the time outside tests. Stages never have one: time reaches them as data. */
export interface Clock {
  /** Epoch milliseconds; may step backwards when the machine's clock is set. */
  now(): number;
}
