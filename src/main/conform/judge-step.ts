import type { BilingualText } from '../../domain/text.ts';
import type { DoorAct } from './conform-step.ts';
import { type CalleeSaw, userOf } from './test-callee.ts';
import type { CallerSaw } from './test-caller.ts';

/** What was seen on all three sides of one test call. */
export interface StepSaw {
  /** How often the switch asked; one call may be asked once. `null`: nobody listened (silence). */
  readonly asked: number | null;
  readonly caller: CallerSaw;
  readonly arrived: readonly CalleeSaw[];
}

export interface StepAim {
  readonly caller: string;
  readonly callee: string;
  readonly label: string;
  readonly divertTo: string;
}

/** `passed` and `failed` are proved; `unknown` is what could not be told, never a pass. */
export interface StepOutcome {
  readonly result: 'passed' | 'failed' | 'unknown';
  /** Everything that was not as it has to be, with what to look at; empty when passed. */
  readonly findings: readonly BilingualText[];
}

/** A call that nobody screens may be late, but not so late that its caller has hung up. */
export const SILENCE_LIMIT_MS = 4_000;

/** Compares what was seen with what the step asks for. Pure. */
export function judgeStep(act: DoorAct, saw: StepSaw, aim: StepAim): StepOutcome {
  const findings = [...askedFindings(saw), ...FINDINGS[act](saw, aim)];
  return { result: findings.length === 0 ? 'passed' : 'failed', findings };
}

function askedFindings({ asked }: StepSaw): BilingualText[] {
  if (asked === 0)
    return [
      say(
        '交换机没有来询问：检查路由是否经过本机，以及地址是否在 peers 中',
        'the switch did not ask: check that its route leads here and that its address is among the peers',
      ),
    ];
  if (asked !== null && asked > 1)
    return [
      say(
        `同一呼叫询问了 ${asked} 次：每次会被当作一通电话`,
        `one call was asked about ${asked} times; each may count as a call`,
      ),
    ];
  return [];
}

const FINDINGS: Readonly<Record<DoorAct, (saw: StepSaw, aim: StepAim) => BilingualText[]>> = {
  allow: (saw, aim) => [...goneThrough(saw, aim.callee), ...sameCaller(saw, aim)],
  label: (saw, aim) => [...goneThrough(saw, aim.callee), ...labelled(saw, aim)],
  divert: (saw, aim) => goneThrough(saw, aim.divertTo),
  block: (saw) => blocked(saw),
  silence: (saw, aim) => [...goneThrough(saw, aim.callee), ...inTime(saw)],
};

function goneThrough({ caller, arrived }: StepSaw, target: string): BilingualText[] {
  if (arrived.length === 0)
    return [
      say(
        `电话没有到达（主叫收到 ${statusOf(caller)}）：检查该回答码在交换机上是否被当作“继续”`,
        `the call did not arrive (the caller got ${statusOf(caller)}): check that the switch goes on at this answer`,
      ),
    ];
  const findings: BilingualText[] = [];
  const wrong = arrived.filter(({ target: uri }) => !sameNumber(userOf(uri), userOf(target)));
  if (wrong.length > 0)
    findings.push(
      say(
        `电话到了 ${userOf(wrong[0]!.target)}，应到 ${userOf(target)}`,
        `the call went to ${userOf(wrong[0]!.target)} instead of ${userOf(target)}`,
      ),
    );
  if (arrived.length > 1)
    findings.push(say(`同一呼叫到达 ${arrived.length} 次`, `the call arrived ${arrived.length} times`));
  if (caller.status === null || caller.status >= 300)
    findings.push(
      say(
        `被叫已应答，主叫却收到 ${statusOf(caller)}`,
        `the callee answered, but the caller got ${statusOf(caller)}`,
      ),
    );
  return findings;
}

function sameCaller({ arrived }: StepSaw, { caller }: StepAim): BilingualText[] {
  const shown = arrived.flatMap(({ callers }) => callers);
  if (shown.length === 0 || shown.some((number) => sameNumber(number, caller))) return [];
  return [say(`主叫号码变成了 ${shown[0]}`, `the caller number became ${shown[0]}`)];
}

function labelled({ arrived }: StepSaw, { label }: StepAim): BilingualText[] {
  const shown = arrived.flatMap(({ displays }) => displays);
  if (arrived.length === 0 || shown.some((display) => display.includes(label))) return [];
  return [
    say(
      `被叫看到 ${shown.length === 0 ? '没有名称' : `“${shown.join('”“')}”`}，应看到“${label}”：检查 302 的显示名是否被带到下一跳`,
      `the called side is shown ${shown.length === 0 ? 'no name' : `"${shown.join('", "')}"`} instead of "${label}": check that the display name of the 302 is carried on`,
    ),
  ];
}

function blocked({ caller, arrived }: StepSaw): BilingualText[] {
  const findings: BilingualText[] = [];
  if (arrived.length > 0)
    findings.push(
      say(
        '被拦截的电话仍然到达被叫：检查该回答码是否触发了换路由',
        'the blocked call arrived all the same: check that this answer does not make the switch try another route',
      ),
    );
  if (caller.status === null) findings.push(say('主叫没有收到任何结果', 'the caller was told nothing'));
  else if (caller.status < 400)
    findings.push(
      say(
        `主叫收到 ${statusOf(caller)}，不是拒绝`,
        `the caller got ${statusOf(caller)}, which is no refusal`,
      ),
    );
  return findings;
}

function inTime({ arrived }: StepSaw): BilingualText[] {
  const late = arrived.find(({ afterMs }) => afterMs > SILENCE_LIMIT_MS);
  if (late === undefined) return [];
  const seconds = (late.afterMs / 1000).toFixed(1);
  return [
    say(
      `电话等了 ${seconds} 秒才接通：把询问的超时调小（建议 1 秒内）`,
      `the call waited ${seconds} s: make the switch's time-out for the question shorter (1 s is usual)`,
    ),
  ];
}

const statusOf = ({ status, phrase }: CallerSaw): string =>
  status === null ? 'no answer' : `${status} ${phrase}`.trim();

/** Switches change how a number is written (+86, 0086, 0): what counts is that the shorter ends the longer. */
function sameNumber(one: string, other: string): boolean {
  const left = one.replace(/\D/g, '').replace(/^0+/, '');
  const right = other.replace(/\D/g, '').replace(/^0+/, '');
  if (left === '' || right === '') return one === other;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short === long || (short.length >= 7 && long.endsWith(short));
}

const say = (zh: string, en: string): BilingualText => ({ zh, en });
