import type { Language } from '../domain/text.ts';

/**
 * The language of an answer from `Accept-Language` (RFC 9110 §12.5.4): Chinese if any Chinese tag is preferred over
 * every English one, and Chinese when neither is named.
 */
export function acceptLanguage(header: string | undefined): Language {
  if (header === undefined) return 'zh';
  let best: { language: Language; quality: number } | null = null;
  for (const part of header.slice(0, 512).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = tag.startsWith('zh') ? 'zh' : tag.startsWith('en') ? 'en' : null;
    if (language === null) continue;
    const quality = qualityOf(parameters);
    if (quality > 0 && (best === null || quality > best.quality)) best = { language, quality };
  }
  return best?.language ?? 'zh';
}

function qualityOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const match = /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter);
    if (match) return Number(match[1]);
  }
  return 1;
}

export const languageTag = (language: Language): 'zh-CN' | 'en' => (language === 'zh' ? 'zh-CN' : 'en');
