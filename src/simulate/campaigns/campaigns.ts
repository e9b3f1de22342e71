import { hash32, RandomStream } from '../../lib/random-stream.ts';
import { BLOCK_SLOTS, type CallSink } from '../call-sink.ts';
import type { CallSource, Slot } from '../call-source.ts';
import type { LineBook } from '../line-book.ts';
import { CAMPAIGN_KINDS, OPENING } from '../parameters/campaigns.ts';
import { HOURS } from '../parameters/hours.ts';
import { localTime } from '../timetable.ts';
import { type Campaign, drawCampaign, isDialling } from './campaign.ts';
import { dialSlot } from './dial-slot.ts';

const LONGEST_DAYS = Math.max(...CAMPAIGN_KINDS.map(({ days }) => days[1]));
const RATE_RESIDENTS = 20_000;
/** Opening campaigns work at half pace, so that they do not drown the town. */
const OPENING_WEIGHT = 0.5;

interface CampaignOptions {
  readonly startAt: number;
  readonly utcOffsetMin: number;
  readonly fraud: number;
  readonly opening: boolean;
}

/** Every gang at work on the town, each campaign beginning on a day and lasting a few. */
export class Campaigns implements CallSource {
  readonly letter = 'z';
  readonly slots = BLOCK_SLOTS;
  readonly #book: LineBook;
  readonly #seed: number;
  readonly #firstDay: number;
  readonly #scale: number;
  readonly #openings: readonly Campaign[];
  readonly #byDay = new Map<number, readonly Campaign[]>();

  constructor(book: LineBook, seed: number, options: CampaignOptions) {
    this.#book = book;
    this.#seed = hash32(seed, 303);
    this.#firstDay = localTime(options.startAt, options.utcOffsetMin).day;
    this.#scale = options.fraud * Math.max(1, book.census.residents / RATE_RESIDENTS);
    this.#openings = options.opening && options.fraud > 0 ? this.#drawOpenings(options.startAt) : [];
  }

  plan(slot: Slot, sink: CallSink): void {
    for (const campaign of this.#activeOn(slot.local.day)) {
      const weight = weightIn(campaign, slot);
      if (weight > 0) dialSlot(this.#book, campaign, slot, weight, sink);
    }
  }

  /** Campaigns under way on a local day, in a fixed order. */
  #activeOn(day: number): readonly Campaign[] {
    const known = this.#byDay.get(day);
    if (known !== undefined) return known;
    const active: Campaign[] = this.#openings.filter((campaign) => day <= campaign.lastDay + 1);
    for (let first = Math.max(this.#firstDay, day - LONGEST_DAYS + 1); first <= day; first += 1)
      active.push(...this.#beginningOn(first).filter(({ lastDay }) => lastDay >= day));
    this.#byDay.clear();
    this.#byDay.set(day, active);
    return active;
  }

  #beginningOn(day: number): Campaign[] {
    return CAMPAIGN_KINDS.flatMap((kind, position) => {
      const key = hash32(this.#seed ^ (position + 1), day);
      const count = new RandomStream(key, 1).round(kind.perDay * this.#scale);
      return Array.from({ length: count }, (_, number) =>
        drawCampaign(
          kind,
          `${kind.typology}-d${day - this.#firstDay}-${number + 1}`,
          hash32(key, 10 + number),
          day,
        ),
      );
    });
  }

  #drawOpenings(startAt: number): Campaign[] {
    return OPENING.map(([typology, afterMin], position) => {
      const kind = CAMPAIGN_KINDS.find((candidate) => candidate.typology === typology)!;
      const key = hash32(this.#seed ^ 0x0b, position);
      const lastsMin = new RandomStream(key, 2).between(40, 90);
      const from = startAt + afterMin * 60_000;
      const opening = { from, to: from + lastsMin * 60_000 };
      return drawCampaign(kind, `${typology}-opening`, key, this.#firstDay, opening);
    });
  }
}

/** How hard a campaign works in a slot, 0 to 1; an opening campaign works at any hour, in its period only. */
function weightIn(campaign: Campaign, slot: Slot): number {
  if (campaign.opening !== null) return slot.startAt < campaign.opening.to ? OPENING_WEIGHT : 0;
  const profile = HOURS[campaign.kind.hours];
  const weight = (slot.local.isWeekend ? profile.weekend : profile.weekday)[slot.local.hour] ?? 0;
  return weight > 0 && isDialling(campaign, slot.index) ? weight : 0;
}
