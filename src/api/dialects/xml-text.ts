/** Text for an XML attribute or element (XML 1.0 §2.2, §2.4): markup escaped, characters that no XML may hold left out. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"'\n\r\t]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
