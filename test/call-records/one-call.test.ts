import { describe, expect, test } from 'vitest';
import { SeenCalls } from '../../src/traffic/normalise/index.ts';
import { readRecords } from '../kit/read-call-records.ts';

const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const brief = ({ events }: Awaited<ReturnType<typeof readRecords>>) =>
  events.map(({ callee, outcome, ringMs, talkMs }) => [callee.canonical, outcome, ringMs, talkMs]);

describe('Kamailio acc: what is one call', () => {
  const HEADER = 'method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,dst_user';
  const row = (
    method: string,
    tags: string,
    code: number,
    minute: number,
    callee: string,
    more = '',
  ): string =>
    `${method},${tags},reused@192.0.2.9,${code},x,2026-03-02 09:${String(minute).padStart(2, '0')}:00,13800138001,${callee}${more}`;

  test('one Call-ID and tag for many callees are many calls', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      row('INVITE', `t1,u${index}`, index % 2 === 0 ? 200 : 487, index, `137001370${10 + index}`),
    );
    const { events } = await readRecords(lines(HEADER, ...many));
    expect(events).toHaveLength(30);
    expect(new Set(events.map(({ id }) => id)).size).toBe(30);
    expect(new Set(events.map(({ callee }) => callee.key)).size).toBe(30);
  });

  test('the same To for many destinations does not hide them; branches to contacts and other gateways are one', async () => {
    const header = `${HEADER},dst_ouser`;
    const to = ',95588';
    const hidden = await readRecords(
      lines(
        header,
        row('INVITE', 't1,u1', 487, 1, '13700137001', to),
        row('INVITE', 't1,u2', 487, 2, '13700137002', to),
      ),
    );
    expect(hidden.events).toHaveLength(2);
    const one = ',13700137003';
    const forked = await readRecords(
      lines(
        header,
        row('INVITE', 't1,u1', 487, 1, 'x7fk2', one),
        row('INVITE', 't1,u2', 486, 1, '1001', one),
        row('INVITE', 't1,u3', 503, 1, '9901#13700137003', one),
        row('INVITE', 't1,u4', 503, 1, '8613700137003', one),
        row('INVITE', 't1,u5', 200, 1, '9902#13700137003', one),
      ),
    );
    expect(brief(forked).map(([, outcome]) => outcome)).toEqual(['answered']);
    const branches = await readRecords(
      lines(
        HEADER,
        row('INVITE', 't1,u1', 487, 1, '13700137003'),
        row('INVITE', 't1,u2', 200, 1, '13700137003'),
      ),
    );
    expect(brief(branches)).toEqual([['+8613700137003', 'answered', null, null]]);
  });

  test('either party may end the call or change it; that makes no other call', async () => {
    const reading = await readRecords(
      lines(
        HEADER,
        row('INVITE', 't1,u1', 200, 1, '13700137003'),
        row('INVITE', 'u1,t1', 200, 3, '13800138001'),
        row('INVITE', 't1,u1', 200, 4, 'contact-77'),
        row('INVITE', 't1,u2', 200, 5, '13700137004'),
        row('BYE', 'u1,t1', 200, 6, '13800138001'),
        row('BYE', 't1,u2', 200, 8, 'contact-78'),
      ),
    );
    expect(brief(reading)).toEqual([
      ['+8613700137003', 'answered', null, 300_000],
      ['+8613700137004', 'answered', null, 180_000],
    ]);
    expect(reading.tally.mergedRows).toBe(4);
  });
});

describe('Kamailio acc_cdrs: answered or not', () => {
  const start = '2026-03-02 09:00:00';
  const cdr = (duration: string, callee: string, more = ''): string =>
    `${start},${start},${duration},13800138001,${callee},id-${more === '' ? callee : '1'}@x${more}`;

  test('without a status a duration above 0 is an answer and 0 is none', async () => {
    const reading = await readRecords(
      lines(
        'start_time,end_time,duration,caller,callee,callid',
        cdr('61.250', '13700137001'),
        cdr('0.000', '13700137002'),
      ),
    );
    expect(brief(reading)).toEqual([
      ['+8613700137001', 'answered', null, 61_250],
      ['+8613700137002', 'unknown', null, null],
    ]);
  });

  test('a status tells how a failed dialog ended, and one Call-ID hides no callees', async () => {
    const reading = await readRecords(
      lines(
        'start_time,end_time,duration,caller,callee,callid,sip_code',
        cdr('0', '13700137001', ',486'),
        cdr('0', '13700137002', ',404'),
        cdr('0', '13700137003', ',487'),
        cdr('12.5', '13700137004', ',200'),
        cdr('12.5', '13700137005', ','),
        cdr('0', '13700137006', ','),
      ),
    );
    expect(brief(reading).map(([, ...rest]) => rest)).toEqual([
      ['busy', null, 0],
      ['dead-number', null, 0],
      ['cancelled', null, 0],
      ['answered', null, 12_500],
      ['answered', null, 12_500],
      ['unknown', null, null],
    ]);
  });

  test('the phrase alone is read too; talk beside a refusal is flagged', async () => {
    const { events } = await readRecords(
      lines(
        'start_time,end_time,duration,caller,callee,callid,sip_reason',
        cdr('0', '13700137001', ',Busy Here'),
        cdr('7', '13700137002', ',Request Terminated'),
      ),
    );
    expect(events.map(({ outcome, problems }) => [outcome, ...problems])).toEqual([
      ['busy'],
      ['cancelled', 'answer-contradicts-disposition'],
    ]);
  });
});

test('the one answered leg of a large group counts, wherever it stands', async () => {
  const leg = (extension: number, answered: boolean): string =>
    `"","13800138001","600","queue","","PJSIP/in-1","PJSIP/${extension}-1","Queue","x","2026-03-02 09:00:00",${answered ? '"2026-03-02 09:00:20"' : ''},"2026-03-02 09:00:50",50,${answered ? 30 : 0},"${answered ? 'ANSWERED' : 'NO ANSWER'}","DOCUMENTATION","1772413200.7","","","1772413200.7",${extension}`;
  for (let answering = 1; answering <= 40; answering += 1) {
    const legs = Array.from({ length: 40 }, (_, at) => leg(at + 1, at + 1 === answering));
    const { events } = await readRecords(lines(...legs));
    expect(events.map(({ outcome, talkMs }) => [outcome, talkMs])).toEqual([['answered', 30_000]]);
  }
});

test('FreeSWITCH: legs that lost the race of a ring group are no calls, alone or with theirs', async () => {
  const uuid = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
  const leg = (callee: string, answer: string, cause: string, own: number, other: number | null): string =>
    `"A","13800138001","${callee}","default","2026-03-02 09:00:00","${answer}","2026-03-02 09:00:30","30","${answer === '' ? 0 : 20}","${cause}","${uuid(own)}","${other === null ? '' : uuid(other)}","","PCMA","PCMA"`;
  const answer = '2026-03-02 09:00:10';
  const { events, tally } = await readRecords(
    lines(
      leg('02885550100', answer, 'NORMAL_CLEARING', 1, 2),
      leg('1001', answer, 'NORMAL_CLEARING', 2, null),
      leg('1002', '', 'LOSE_RACE', 3, null),
      leg('1003', '', 'LOSE_RACE', 4, null),
      leg('13700137003', '', 'USER_BUSY', 5, null),
    ),
  );
  expect(events.map(({ callee }) => callee.raw)).toEqual(['02885550100', '13700137003']);
  expect(tally).toMatchObject({ mergedRows: 1, dropped: { 'no-attempt': 2 } });
  expect(tally.warnings.join()).toContain('2 legs that lost a race');
});

test('a leg from abroad: the caller is international, the callee may be written as at home', async () => {
  const header = 'start_time,end_time,duration,caller,callee';
  const row = (caller: string, callee: string) =>
    `2026-03-02 09:00:00,2026-03-02 09:01:00,60,${caller},${callee}`;
  const forms = ['13800000000', '8613800000000', '+8613800000000', '008613800000000'];
  const { events } = await readRecords(
    lines(header, ...forms.map((callee) => row('12025550143', callee)), row('12025550143', '110')),
    { trunk: 'international' },
  );
  expect(events.map(({ callee }) => callee.canonical)).toEqual([...forms.map(() => '+8613800000000'), '110']);
  expect(events.slice(0, 4).map(({ callee }) => callee.confidence)).toEqual(forms.map(() => 'certain'));
  expect(new Set(events.map(({ caller }) => caller.canonical))).toEqual(new Set(['+12025550143']));
});

test('another seed: other hashes, the same calls; the same seed: the same ids', async () => {
  const rows = lines(
    'start_time,end_time,duration,caller,callee',
    '2026-03-02 09:00:00,,5,13800138001,13700137003',
  );
  const ids = await Promise.all(
    [undefined, undefined, 7, 7, 8].map(async (hashSeed) =>
      (await readRecords(rows + rows.split('\n')[1], { hashSeed })).events.map(({ id }) => id),
    ),
  );
  expect(ids.every((list) => list.length === 1)).toBe(true);
  expect(new Set(ids.slice(0, 2).flat()).size).toBe(1);
  expect(new Set(ids.slice(2, 4).flat()).size).toBe(1);
  expect(new Set(ids.flat()).size).toBe(3);
  const seen = new SeenCalls();
  const given = { seen, hashSeed: 0x1f3a, idScope: 'switch-1' };
  expect((await readRecords(rows, given)).events).toHaveLength(1);
  expect((await readRecords(rows, given)).tally).toMatchObject({ events: 0, duplicates: 1 });
});
