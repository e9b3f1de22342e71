import { en } from './text-en.js';
import { zh } from './text-zh.js';

const KEY = 'jingtong-language';

function firstLanguage() {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEY);
  if (asked) return asked.startsWith('en') ? en : zh;
  const preferred = navigator.languages.find((tag) => /^(zh|en)/i.test(tag)) ?? 'zh';
  return /^en/i.test(preferred) ? en : zh;
}

let current = firstLanguage();

/** The texts of the language in use. */
export const text = () => current;

/** Switches to the other language and remembers the choice. */
export function switchLanguage() {
  current = current === zh ? en : zh;
  localStorage.setItem(KEY, current.tag);
}

/** Writes every fixed text of the page. */
export function writeFixedTexts() {
  document.documentElement.lang = current.tag;
  document.title = `${current.title} · ${current.product}`;
  for (const element of document.querySelectorAll('[data-text]')) {
    const written = current[element.dataset.text];
    if (typeof written === 'string') element.textContent = written;
  }
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', current[element.dataset.label]);
  const other = document.getElementById('language');
  other.textContent = current.other;
  other.lang = current === zh ? 'en' : 'zh-CN';
}

const clockFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const dateFormat = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Wall time at UTC+8, `14:03:05`; a missing time is a dash. */
export const clockTime = (at) => (Number.isFinite(at) ? clockFormat.format(at) : '—');
export const dateTime = (at) =>
  Number.isFinite(at) ? `${dateFormat.format(at)} ${clockFormat.format(at)}` : '—';

/** Zero is 0, missing is a dash. */
export const figure = (value, digits = 0) =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '—';
