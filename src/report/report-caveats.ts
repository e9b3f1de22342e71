import type { BilingualText } from '../domain/text.ts';
import { both, html, type Markup } from './html.ts';

const LIMITS: readonly BilingualText[] = [
  {
    zh: '嫌疑不等于有罪。报告只描述通话的样子，听不到说了什么，也不知道是谁在说。任何号码都不应仅凭本报告停机或限制，须先由人核实。',
    en: 'Suspicion is not guilt. This report says what calls looked like; it hears nobody and knows nobody. No line should be cut or limited on it alone: a person has to check first.',
  },
  {
    zh: '诈骗号码极少，误报的绝对数就会很大。例如三千八百万条线路中一天约有 200 个诈骗号码，哪怕一千条正常线路只错一条，也会冤枉三万八千条。快递、诊所、班主任、客服中心和银行同样会在短时间内拨打许多陌生人。',
    en: 'Fraud numbers are rare, so even a careful rule points at honest lines. With some 200 fraud numbers a day among 38 million lines, one mistake in a thousand honest lines would be 38,000 people. Couriers, clinics, class teachers, call centres and banks dial many strangers too.',
  },
  {
    zh: '主叫号码是交换机收到的号码，可能是伪造的。号码被冒用的机主是受害人。',
    en: 'The caller number is the one the switch was given and may be forged. The owner of a forged number is a victim.',
  },
  {
    zh: '只看到这些文件里的通话：“新号码”只表示此前未在这些文件中出现，文件所含历史不够长时不称任何号码为新；文件之外的来话、回拨和通话历史一概不知。',
    en: 'Only the calls in these files were seen. “New” means not seen in them before, and nobody is called new until they go back far enough; calls back, incoming calls and history outside them are unknown.',
  },
  {
    zh: '文件未记录的内容不参与判断，也不视为清白：例如中继、设备、基站、振铃时长。',
    en: 'What the files do not record took no part and clears nobody: trunk, device, cell or ring time, for instance.',
  },
  {
    zh: '本次扫描未对任何通话采取措施。“措施”一栏是该策略在通话当时会采取的做法。',
    en: 'This scan touched no call. The measure shown is what this policy would have done at the time.',
  },
];

/** What the report cannot know, for the reader who is about to act on it. */
export function caveats(): Markup {
  return html`<ul class="caveats">${LIMITS.map((text) => html`<li>${both(text)}</li>`)}</ul>`;
}

/** How someone named here can have it put right, and how anyone can check the result. */
export function objection(digest: string): Markup {
  return html`<p>${both({
    zh: '号码被列入而认为有误的，可向发出本报告的单位提出异议，说明号码、时间和用途。采取限制、暂停措施的单位应当告知原因、救济渠道和所需资料，及时受理；异议成立的应当立即解除（《反电信网络诈骗法》第三十二条第三款）。',
    en: 'Whoever is named here wrongly can object to the unit that sent this report, giving the number, the time and what the calls were for. A unit that limits or suspends a service must tell the reason, the way to object and the papers needed, must take the objection up in time, and must lift the measure at once if it is upheld (Anti-Telecom-Fraud Law of China, art. 32(3)).',
  })}</p>
<p class="contact">${both({ zh: '受理单位及联系方式', en: 'Unit that takes objections, and how to reach it' })}: <span class="blank"></span></p>
<p>${both({
    zh: '任何人都可以复核：用同样的文件和同一策略再扫描一次，结果逐条相同。策略摘要（SHA-256）',
    en: 'Anyone can check: scanning the same files with the same policy gives the same result. Policy digest (SHA-256)',
  })}: <code>${digest}</code></p>`;
}
