import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../kit/browser.ts';
import { missingPeer } from '../kit/peers.ts';
import { asteriskRow, folderOf, ROBOCALLER, removeFolders, scan, village } from '../kit/scan-files.ts';

const HOSTILE = '<img src=x onerror=alert(1)>.csv';

describe.skipIf(missingPeer('chromium'))('the scan report in a real browser', () => {
  let browser: Browser;
  let file: string;

  beforeAll(async () => {
    browser = await launchChromium();
    const folder = folderOf({ [HOSTILE]: village().map(asteriskRow).join('') });
    const path = join(folder, HOSTILE);
    const done = scan(folder, [path, '--timezone', 'UTC', '--report', 'out.html', '--lang', 'zh']);
    expect(done.code).toBe(0);
    file = join(folder, 'out.html');
  });
  afterAll(() => browser?.close());
  afterAll(removeFolders);

  /** Opens the page without JavaScript, noting whatever it asks for and whatever the browser complains about. */
  async function open(width: number) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
    const page = await context.newPage();
    const noted: string[] = [];
    page.on('request', (request) => noted.push(request.url()));
    page.on('console', (message) => noted.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    return { page, noted, close: () => context.close() };
  }

  it('asks for nothing but itself, is small, and is read without JavaScript', async () => {
    const { page, noted, close } = await open(1440);
    expect(noted).toEqual([pathToFileURL(file).href]);
    expect(statSync(file).size).toBeLessThan(2_000_000);
    expect(await page.locator('article h3').allTextContents()).toEqual([`+86${ROBOCALLER}`]);
    expect(await page.locator('article svg').count()).toBe(1);
    await close();
  });

  it('applies its style although the policy forbids every other', async () => {
    const { page, close } = await open(1440);
    const colour = "getComputedStyle(document.querySelector('.page > header')).backgroundColor";
    expect(await page.evaluate<string>(colour)).toBe('rgb(18, 48, 79)');
    await close();
  });

  it('changes language without a script', async () => {
    const { page, close } = await open(1440);
    expect(await page.getByRole('heading', { name: '可疑号码' }).isVisible()).toBe(true);
    await page.locator('label[for=show-en]').click();
    expect(await page.getByRole('heading', { name: 'Suspicious numbers' }).isVisible()).toBe(true);
    expect(await page.getByText('可疑号码', { exact: true }).first().isVisible()).toBe(false);
    await close();
  });

  it.each([390, 1440])('does not spill over at %i px, in either language', async (width) => {
    const { page, close } = await open(width);
    for (const language of ['zh', 'en']) {
      await page.locator(`label[for=show-${language}]`).click();
      const box = await page.locator('body').evaluate((body) => body.parentElement!.scrollWidth);
      expect(box).toBeLessThanOrEqual(width);
    }
    await close();
  });

  it('shows a hostile file name as text', async () => {
    const { page, close } = await open(1440);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('td.path').textContent()).toBe(HOSTILE);
    const source = readFileSync(file, 'utf8');
    expect(source).not.toContain('<img');
    expect(source).not.toContain(dirname(file));
    await close();
  });

  it('fits paper', async () => {
    const { page, close } = await open(1440);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.langs').isVisible()).toBe(false);
    expect(await page.getByText('嫌疑不等于有罪').first().isVisible()).toBe(true);
    await close();
  });
});
