/** What a switch can be told to do with a call: the measure ladder in the words of call control. */
export const TREATMENTS = ['allow', 'label', 'divert', 'block'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/**
 * Why a call is blocked, because the answer differs by it: `analytics` (scores and statistics; the only kind that may be
 * answered with the 603 of ATIS-1000099), `list` (a deny entry somebody decided), `law` (an impossible or irregular caller number,
 * 反电信网络诈骗法 art. 13), `subscriber` (the called person asked for it: 607 of RFC 8197).
 */
export const BLOCK_KINDS = ['analytics', 'list', 'law', 'subscriber'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];
