/** Makes an element. Texts become text nodes, never markup: whatever a caller is named stays text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

const CHINESE = /([\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+)/;

/** A text whose Chinese runs are marked as such on an English page, so that they are read aloud as Chinese. */
export function mixed(text) {
  if (document.documentElement.lang !== 'en') return [text];
  return String(text)
    .split(CHINESE)
    .filter((run) => run !== '')
    .map((run) => (CHINESE.test(run) ? element('span', { lang: 'zh-CN' }, run) : run));
}
