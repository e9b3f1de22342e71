import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../kit/browser.ts';
import { type LiveDoor, openLiveDoor } from '../kit/live-door.ts';
import { missingPeer } from '../kit/peers.ts';

const PROBES = readFileSync(new URL('../kit/page-probes.js', import.meta.url), 'utf8');

const BLOCKED = '13800000006';
const PASSED = '13800000000';
const WARNED = '13800000003';

describe.skipIf(missingPeer('chromium'))('the live page in a real browser', () => {
  let browser: Browser;
  let door: LiveDoor;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    door = await openLiveDoor();
  });
  afterEach(async () => {
    await page.close();
    await door.close();
  });

  async function open(options: { locale?: string; width?: number; path?: string; url?: string } = {}) {
    page = await browser.newPage({
      locale: options.locale ?? 'zh-CN',
      viewport: { width: options.width ?? 1440, height: 900 },
    });
    errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto((options.url ?? door.url) + (options.path ?? '/'));
    return page;
  }
  const rows = () => page.locator('#rows tr');
  const text = (selector: string) => page.locator(selector).textContent();
  const probe = <Found>(name: string) => page.evaluate<Found>(`${PROBES}\npageProbes.${name}()`);

  it('shows verdicts as they come, numbers masked, with colour, shape and word', async () => {
    await open();
    await page.getByText('正在等待第一通电话').waitFor();
    door.call(PASSED);
    door.call(BLOCKED);
    await page.locator('#rows tr.m-block').waitFor();
    const row = page.locator('#rows tr.m-block');
    expect(await row.locator('.mark').textContent()).toBe('拦截');
    expect(await row.locator('.mark svg').count()).toBe(1);
    expect(await row.locator('.why').textContent()).toBe('一小时内外呼 312 次（阈值 60）');
    expect(await page.content()).not.toContain(BLOCKED);
    await page.locator('#link[data-state="live"]').waitFor();
    await page.locator('#f-total', { hasText: '2' }).waitFor();
    expect(await text('#f-noticed')).toBe('1');
    expect(await text('#f-dropped')).toBe('0');
    expect(errors).toEqual([]);
  });

  it('speaks the language of the browser and switches without losing anything', async () => {
    await open({ locale: 'en-GB' });
    door.call(BLOCKED);
    await page.locator('#rows tr').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await rows().first().locator('.mark').textContent()).toBe('Block');
    await page.locator('#language').click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await rows().first().locator('.mark').textContent()).toBe('拦截');
    expect(await page.title()).toContain('现场通话');
    await page.reload();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('explains a call by keyboard alone, and gives the focus back', async () => {
    for (const caller of [WARNED, PASSED, BLOCKED]) door.call(caller);
    await open();
    await rows().nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.locator('#rows tr[aria-selected="true"]').getAttribute('class')).toContain('m-warn');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    const panel = page.locator('#panel');
    await panel.getByText('各信号的贡献').waitFor();
    const explained = await panel.textContent();
    expect(explained).toContain('处置为“拦截”');
    expect(explained).toContain('实测 312 · 阈值 60');
    expect(explained).toContain('OVER_FREQUENCY@2');
    expect(explained).toContain('依据（监管）');
    expect(await probe('focused')).toContain('panel');
    await page.keyboard.press('Escape');
    expect(await panel.isHidden()).toBe(true);
    expect(await probe('focused')).toContain('m-block');
  });

  it('holds still while paused and says how many wait', async () => {
    door.call(PASSED);
    await open();
    await rows().waitFor();
    await page.keyboard.press('p');
    door.call(BLOCKED);
    await page.getByText('新到 1 通').waitFor();
    expect(await rows().count()).toBe(1);
    await page.locator('#pause').click();
    await page.locator('#rows tr.m-block').waitFor();
    expect(await rows().count()).toBe(2);
  });

  it('filters by measure and trunk and keeps the filter in the address', async () => {
    door.call(PASSED);
    door.call(BLOCKED);
    door.call(WARNED, { trunk: 'private' });
    await open();
    await rows().nth(2).waitFor();
    await page.locator('#measures [data-measure="none"]').click();
    expect(await rows().count()).toBe(2);
    await page.locator('#trunk').selectOption('private');
    expect(await rows().count()).toBe(1);
    await page.reload();
    await rows().waitFor();
    expect(await rows().count()).toBe(1);
    await page.locator('#measures [data-measure="warn"]').click();
    await page.getByText('没有符合筛选条件的通话').waitFor();
    await page.getByRole('button', { name: '显示全部' }).click();
    expect(await rows().count()).toBe(3);
  });

  it('treats whatever a caller is named as text', async () => {
    const hostile =
      '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>"\'>';
    door.call(hostile, { callee: '<svg onload=alert(1)>', eventId: '<b id="injected">x</b>' });
    door.call(`${hostile}6`, { eventId: '"><b id="injected">y</b>' });
    await open();
    await rows().nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('#panel details').first().waitFor();
    await page.locator('#panel details').first().click();
    expect(
      await page.locator('#injected, #rows img, #rows script, #panel img, #panel script, #top img').count(),
    ).toBe(0);
    expect(await text('#panel')).toContain('"><b id="injected">y</b>');
    expect(await page.title()).not.toContain('owned');
    expect(errors).toEqual([]);
  });

  it('says that data is late and comes back by itself, without a gap', async () => {
    door.call(PASSED);
    await open();
    await rows().waitFor();
    const port = Number(new URL(door.url).port);
    await door.close();
    await page.getByText('连接中断，正在重连').waitFor();
    expect(await page.locator('body').getAttribute('class')).toContain('stale');
    door = await openLiveDoor({ port });
    door.call(BLOCKED);
    await page.locator('#link[data-state="live"]').waitFor({ timeout: 20_000 });
    await page.locator('#rows tr.m-block').waitFor();
    expect(await rows().count()).toBe(1);
  });

  it('tells what does not work as it should, in words', async () => {
    door.desk.status_ = {
      ...door.desk.status_,
      policyRefused: 'rules/mine.yaml:12: <b>unknown key</b>',
      journal: { writable: false, detail: 'disk full', pending: 3 },
      database: { state: 'failed', detail: 'no socket', lag: 9 },
    };
    await open();
    const health = page.locator('#health');
    await health.waitFor();
    expect(await health.textContent()).toContain('判定日志无法写入，所有通话放行');
    expect(await health.textContent()).toContain('数据库不可用');
    expect(await health.textContent()).toContain('rules/mine.yaml:12: <b>unknown key</b>');
    expect(await health.locator('b').count()).toBe(0);
  });

  it('asks for the token and then shows calls', async () => {
    await door.close();
    door = await openLiveDoor({ token: 'a-token-long-enough-1' });
    door.call(BLOCKED);
    await open();
    await page.locator('#token-form').waitFor();
    await page.locator('#token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('令牌不对').waitFor();
    await page.locator('#token').fill('a-token-long-enough-1');
    await page.keyboard.press('Enter');
    await page.locator('#rows tr.m-block').waitFor();
    expect(await page.locator('#token-form').isHidden()).toBe(true);
    await page.keyboard.press('j');
    await page.locator('#rows tr').first().click();
    await page.getByText('各信号的贡献').waitFor();
  });

  it.each([360, 390, 768, 1440])('fits into %i px and has targets of at least 24 px', async (width) => {
    for (const caller of [PASSED, BLOCKED, WARNED]) door.call(caller);
    for (const locale of ['zh-CN', 'en-GB']) {
      if (page && !page.isClosed()) await page.close();
      await open({ width, locale });
      await rows().nth(2).waitFor();
      expect(await probe('overflow'), locale).toBeLessThanOrEqual(0);
      expect(await probe('smallTargets'), locale).toEqual([]);
      expect(await probe('cutCells'), locale).toEqual([]);
    }
  });

  it('has enough contrast everywhere', async () => {
    for (const last of '0123456') door.call(`1380000000${last}`);
    await open();
    await rows().nth(6).waitFor();
    await rows().first().click();
    await page.getByText('各信号的贡献').waitFor();
    expect(await probe('poorContrast')).toEqual([]);
  });

  it('marks simulated calls and keeps their truth apart from the verdict', async () => {
    await open();
    door.call(BLOCKED);
    await rows().waitFor();
    expect(await page.locator('#rows .sim').count()).toBe(0);
    Object.assign(door.desk.judged[0]!, { truth: { fraud: true, role: 'wangiri' } });
    await rows().first().click();
    const truth = page.locator('#panel .truth');
    await truth.waitFor();
    expect(await truth.locator('summary').textContent()).toContain('不属于判定');
    expect(await truth.getAttribute('open')).toBeNull();
    await truth.locator('summary').click();
    expect(await truth.textContent()).toContain('wangiri');
  });
});
