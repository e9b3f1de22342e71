import { hash32, RandomStream } from '../../lib/random-stream.ts';
import type { CampaignKind, Span } from '../parameters/campaigns.ts';
import type { CallLabel } from '../simulated-call.ts';

/** One run of one gang, with everything it drew for itself. */
export interface Campaign {
  readonly id: string;
  readonly kind: CampaignKind;
  readonly key: number;
  /** First and last local day. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Set for an opening campaign: the period, epoch milliseconds, in which it ignores the hour. */
  readonly opening: { readonly from: number; readonly to: number } | null;
  readonly lines: number;
  readonly callsPerLineHour: number;
  readonly callsPerNumber: number;
  readonly dead: number;
  readonly answered: number;
  readonly believed: number;
  readonly calledBack: number;
  readonly ringsAgain: number;
  readonly labels: CampaignLabels;
}

export interface CampaignLabels {
  readonly opening: CallLabel;
  readonly bombing: CallLabel;
  readonly working: CallLabel;
  readonly callBack: (persona: string) => CallLabel;
}

/** Draws a campaign; `id` names it and, with the seed, decides everything about it. */
export function drawCampaign(
  kind: CampaignKind,
  id: string,
  key: number,
  firstDay: number,
  opening: Campaign['opening'] = null,
): Campaign {
  const random = new RandomStream(key, 0xca);
  const draw = ([low, high]: Span): number => random.between(low, high);
  return {
    id,
    kind,
    key,
    firstDay,
    lastDay: firstDay + Math.floor(random.between(kind.days[0], kind.days[1] + 1)) - 1,
    opening,
    lines: Math.floor(random.between(kind.lines[0], kind.lines[1] + 1)),
    callsPerLineHour: draw(kind.callsPerLineHour),
    callsPerNumber: draw(kind.callsPerNumber),
    dead: draw(kind.dead),
    answered: draw(kind.answered),
    believed: draw(kind.believed),
    calledBack: draw(kind.calledBack),
    ringsAgain: kind.ringsAgain === undefined ? 0 : draw(kind.ringsAgain),
    labels: labelsOf(kind.typology, id),
  };
}

/** True in a block of five minutes in which the gang dials at all, beside its hours of work. */
export function isDialling(campaign: Campaign, block: number): boolean {
  const { bursts } = campaign.kind;
  if (bursts === undefined) return true;
  const random = new RandomStream(hash32(campaign.key, 0xb0), Math.floor(block / 12));
  return random.chance(bursts.share) && block % 12 < random.between(bursts.blocks[0], bursts.blocks[1] + 1);
}

function labelsOf(typology: string, campaign: string): CampaignLabels {
  const label = (role: CallLabel['role'], persona: string, stage: string, victim: boolean): CallLabel =>
    Object.freeze({ role, persona, campaign, stage, victim });
  const callBacks = new Map<string, CallLabel>();
  return {
    opening: label('fraud', typology, 'opening', false),
    bombing: label('fraud', typology, 'opening', true),
    working: label('fraud', typology, 'working', true),
    callBack: (persona) => {
      const known = callBacks.get(persona) ?? label('honest', persona, 'call-back', true);
      callBacks.set(persona, known);
      return known;
    },
  };
}
