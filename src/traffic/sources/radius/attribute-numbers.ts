/** Attribute numbers that a call can be read from, with where they are defined. */
export const ATTRIBUTE = {
  // RFC 2865 §5
  userName: 1,
  nasIpAddress: 4,
  filterId: 11,
  replyMessage: 18,
  class: 25,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  // RFC 2866 §5
  acctStatusType: 40,
  acctDelayTime: 41,
  acctSessionId: 44,
  acctSessionTime: 46,
  acctTerminateCause: 49,
  // RFC 2869 §5
  eventTimestamp: 55,
  nasPortId: 87,
  // Kamailio and OpenSIPS acc_radius (dictionary.openser)
  sipMethod: 101,
  sipResponseCode: 102,
  sipToTag: 104,
  sipFromTag: 105,
  sipRequestUri: 107,
  sipRpid: 213,
} as const;

export const VENDOR = { cisco: 9, gpp: 10_415, freeswitch: 27_880 } as const;

/** Cisco VSAs: the value of the h323 ones repeats the name, `h323-setup-time=...`. */
export const CISCO = {
  avPair: 1,
  confId: 24,
  setupTime: 25,
  callOrigin: 26,
  connectTime: 28,
  disconnectTime: 29,
  disconnectCause: 30,
  returnCode: 103,
  redirectNumber: 106,
  callId: 141,
} as const;

export const FREESWITCH = {
  source: 4,
  destination: 5,
  hangupCause: 13,
  billUsec: 15,
  rdnis: 17,
  start: 20,
  answer: 21,
  end: 23,
} as const;
export const GPP = { imeiSv: 20 } as const;
