/**
 * Text that cannot steer a terminal or turn a line around: control characters and bidirectional overrides become U+FFFD.
 * Tab and line feed are kept on request, for text that is shown in a page.
 */
export function printable(text: string, keep: 'none' | 'tab-and-line-feed' = 'none'): string {
  return text.replace(keep === 'none' ? STEERING : STEERING_BUT_TAB_AND_LF, '\ufffd');
}

const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu;
const STEERING_BUT_TAB_AND_LF = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
