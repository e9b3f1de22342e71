import type { DialogMessage } from './dialog-message.ts';
import type { Answer, Branch, TrackedCall } from './tracked-call.ts';
import { MAX_ANSWERS, MAX_BRANCHES } from './tracker-limits.ts';

/** What a message did to its call. `attempt`: it began another one (a challenge answered, a redirection followed). */
export type Gathered = 'further' | 'attempt' | 'repeated' | 'mid-dialog';

/** Adds what a message tells to what is known of its call. Any order of messages leads to the same facts. */
export function gatherMessage(call: TrackedCall<unknown>, message: DialogMessage, at: number): Gathered {
  if (message.cause !== 0 && (message.method === 'BYE' || call.cause === 0)) call.cause = message.cause;
  if (message.isElsewhere) call.isElsewhere = true;
  if (message.method === 'BYE') return message.isRequest ? gatherBye(call, message, at) : 'mid-dialog';
  // What the called side asks inside the call (a re-INVITE) changes nothing about how it began or ends.
  if (message.fromTag !== call.callerTag) return 'mid-dialog';
  if (message.method !== 'INVITE') return 'further';
  if (!message.isRequest) return gatherResponse(call, message, at);
  return message.toTag === '' ? gatherInvite(call, message, at) : 'mid-dialog';
}

function gatherInvite(call: TrackedCall<unknown>, message: DialogMessage, at: number): Gathered {
  if (!(call.invitedAt <= at)) call.invitedAt = at;
  if (message.cseq < call.cseq) return 'further';
  const isAttempt = newAttempt(call, message.cseq);
  if (!(call.attemptAt <= at)) call.attemptAt = at;
  const branch = branchOf(call, message);
  if (branch === null) return 'further';
  if (!Number.isNaN(branch.invitedAt)) {
    branch.invitedAt = Math.min(branch.invitedAt, at);
    return 'repeated';
  }
  branch.invitedAt = at;
  return isAttempt ? 'attempt' : 'further';
}

function gatherResponse(call: TrackedCall<unknown>, message: DialogMessage, at: number): Gathered {
  const { status, cseq } = message;
  if (status < 200) return 'further';
  if (isReInvite(call, message)) return 'mid-dialog';
  if (cseq < call.cseq && status >= 300) return 'further';
  newAttempt(call, cseq);
  const branch = branchOf(call, message);
  const isRepeated = branch !== null && branch.status > 0;
  if (branch !== null && !(branch.finalAt <= at)) {
    branch.status = status;
    branch.finalAt = at;
  }
  if (status < 300) {
    const answer = answerOf(call, message.toTag);
    if (answer !== null && !(answer.at <= at)) answer.at = at;
  }
  return isRepeated ? 'repeated' : 'further';
}

/** An answer to a later CSeq than the one that brought the call about. */
function isReInvite(call: TrackedCall<unknown>, { cseq }: DialogMessage): boolean {
  return call.cseq > 0 && cseq > call.cseq && call.answers.some(({ at }) => !Number.isNaN(at));
}

function gatherBye(call: TrackedCall<unknown>, message: DialogMessage, at: number): Gathered {
  const isByCaller = message.fromTag === call.callerTag;
  const answer = answerOf(call, isByCaller ? message.toTag : message.fromTag);
  if (answer === null) return 'further';
  const isRepeated = !Number.isNaN(answer.byeAt);
  if (!(answer.byeAt <= at)) {
    answer.byeAt = at;
    answer.byeBy = isByCaller ? 'caller' : 'callee';
  }
  return isRepeated ? 'repeated' : 'further';
}

/** The transactions of an earlier attempt say nothing about a later one. */
function newAttempt(call: TrackedCall<unknown>, cseq: number): boolean {
  if (cseq <= call.cseq) return false;
  const isFurther = call.cseq > 0;
  call.cseq = cseq;
  call.attemptAt = Number.NaN;
  call.branches = [];
  return isFurther;
}

function branchOf(call: TrackedCall<unknown>, message: DialogMessage): Branch | null {
  for (const branch of call.branches) if (branch.id === message.branch) return branch;
  if (call.branches.length >= MAX_BRANCHES) return null;
  const branch = {
    id: message.branch,
    hops: message.hops,
    invitedAt: Number.NaN,
    status: 0,
    finalAt: Number.NaN,
  };
  call.branches.push(branch);
  return branch;
}

function answerOf(call: TrackedCall<unknown>, tag: string): Answer | null {
  for (const answer of call.answers) if (answer.tag === tag) return answer;
  if (call.answers.length >= MAX_ANSWERS) return null;
  const answer = { tag, at: Number.NaN, byeAt: Number.NaN, byeBy: null };
  call.answers.push(answer);
  return answer;
}
