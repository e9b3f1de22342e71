import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleNumber, sampleResult } from '../../test/kit/scan-result.ts';
import { DETAILED_NUMBERS, LISTED_NUMBERS, type ScanResult, scanReport } from './index.ts';

const OPTIONS = { language: 'zh', madeAt: Date.UTC(2026, 2, 3), version: '0.0.0' } as const;
const page = (result: ScanResult) => scanReport(result, OPTIONS);

describe('scan report', () => {
  it('holds no script and nothing that could be fetched, and its policy admits only its own style', () => {
    const text = page(sampleResult());
    expect(text).not.toMatch(/<script|javascript:|\son[a-z]+=|<link|<img|<iframe|url\(|@import|https?:/i);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(text).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
    expect(text).not.toMatch(/\sstyle=/);
  });

  it('names the number with every reason, its value, limit, basis and source, in both languages', () => {
    const text = page(sampleResult());
    for (const part of [
      '+8613900000001',
      '一小时内呼叫 112 个不同号码（限 60）',
      '112 distinct callees in an hour (limit 60)',
      '接通率 3%（低于 20%）',
      'MANY_CALLEES@2',
      '示例依据',
      'sample source, clause 1',
      '转接核验',
      '<span class="n">2026-03-02</span> <span class="n">11:00</span>',
    ])
      expect(text).toContain(part);
  });

  it('accounts for every row and says what it cannot show', () => {
    const text = page(sampleResult());
    expect(text).toMatch(/<td>10,000<\/td><td>9,700<\/td>\s*<td>40<\/td><td>10<\/td><td>250/);
    expect(text).toContain('further-leg 250');
    expect(text).toContain('嫌疑不等于有罪');
    expect(text).toContain('art. 32(3)');
    expect(text).toContain('0f'.repeat(32));
  });

  it('says how the files were read and what to mind', () => {
    const readAs = { country: 'CN', trunk: 'international', timeZone: null } as const;
    const text = page(sampleResult({ readAs, warnings: ['Master.csv: no <time> zone'] }));
    expect(text).toContain('all came in from abroad; times without a zone as UTC');
    expect(text).toContain('Master.csv: no &lt;time&gt; zone');
  });

  it('escapes hostile text from files and numbers', () => {
    const hostile = '"><script>alert(1)</script><b onclick=x>\u202e&';
    const result = sampleResult({
      numbers: [sampleNumber({ number: hostile, kind: 'alphanumeric' })],
      files: [
        {
          path: hostile,
          format: 'f',
          rows: 1,
          events: 1,
          duplicates: 0,
          quarantined: 0,
          dropped: { [hostile]: 0 },
        },
      ],
    });
    const text = page(result);
    expect(text).not.toMatch(/<script|<b onclick|\u202e/);
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('writes only markup of its own whatever a number holds', () => {
    const tags = (text: string) => text.match(/<[^>]*>/g)!.length;
    const plain = tags(page(sampleResult({ numbers: [sampleNumber({ number: 'x' })] })));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', 'a', '=', ' ') }),
        (number) => {
          expect(tags(page(sampleResult({ numbers: [sampleNumber({ number })] })))).toBe(plain);
        },
      ),
    );
  });

  it('says why weights do not add up to the score', () => {
    const capped = [{ group: 'dispersion', sum: 45, counted: 30 }];
    const text = page(sampleResult({ numbers: [sampleNumber({ capped })] }));
    expect(text).toContain('signals of one kind (dispersion) sum to 45 and count 30');
    expect(text).toContain('−15');
  });

  it('says beside a forged number that its owner is not meant', () => {
    expect(page(sampleResult({ numbers: [sampleNumber({ appliesTo: 'call' })] }))).toContain('seems forged');
    expect(page(sampleResult())).not.toContain('seems forged');
  });

  it('stays below two megabytes, and says which numbers it leaves out', () => {
    const numbers = Array.from({ length: DETAILED_NUMBERS + LISTED_NUMBERS + 7 }, (_, place) =>
      sampleNumber({
        number: `+86139${String(place).padStart(8, '0')}`,
        signals: Array.from({ length: 4 }, () => sampleNumber().signals).flat(),
        hours: Array.from({ length: 240 }, (_, hour) => ({ hour: 490_000 + hour, calls: 1 + (hour % 9) })),
      }),
    );
    const text = page(sampleResult({ numbers }));
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
    expect(text).toContain('另有 7 个得分更低的号码未列出');
  });

  it('says plainly when nothing was found', () => {
    const text = page(sampleResult({ numbers: [], suspiciousCalls: 0 }));
    expect(text).toContain('这不证明其中没有诈骗通话');
  });

  it('is the same page for the same result', () => {
    expect(page(sampleResult())).toBe(page(sampleResult()));
  });
});
