// What a switch is told over SIP: an answer and the peer's profile into status, phrase and headers.
export type { AnswerProfile } from './answer-profile.ts';
export { readAnswerProfile } from './read-answer-profile.ts';
export { ReturnMarker } from './return-marker.ts';
export { type AnswerSite, SipAnswerer } from './sip-answerer.ts';
