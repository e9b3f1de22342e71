/** Exit codes of every `jingtong` command, part of its public surface. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line itself was wrong; nothing was read or changed. */
  usage: 2,
  /** Done, but some input was quarantined: the output says how much and where it is. */
  doneWithQuarantine: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
