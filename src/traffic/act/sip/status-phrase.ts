/** Phrases of the statuses a profile may name (RFC 3261 §21, RFC 8197, RFC 8688, RFC 5079). */
const PHRASES: ReadonlyMap<number, string> = new Map([
  [300, 'Multiple Choices'],
  [301, 'Moved Permanently'],
  [302, 'Moved Temporarily'],
  [305, 'Use Proxy'],
  [380, 'Alternative Service'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [410, 'Gone'],
  [433, 'Anonymity Disallowed'],
  [480, 'Temporarily Unavailable'],
  [484, 'Address Incomplete'],
  [486, 'Busy Here'],
  [488, 'Not Acceptable Here'],
  [500, 'Server Internal Error'],
  [503, 'Service Unavailable'],
  [600, 'Busy Everywhere'],
  [603, 'Decline'],
  [604, 'Does Not Exist Anywhere'],
  [606, 'Not Acceptable'],
  [607, 'Unwanted'],
  [608, 'Rejected'],
]);

export const statusPhrase = (status: number): string => PHRASES.get(status) ?? 'See Reason';
