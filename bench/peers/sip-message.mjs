// The INVITE that every SIP benchmark sends: what a carrier's switch asks with, nothing artificial in its size.

const SDP = [
  'v=0',
  'o=switch 53655765 2353687637 IN IP4 192.0.2.10',
  's=-',
  'c=IN IP4 192.0.2.11',
  't=0 0',
  'm=audio 16000 RTP/AVP 8 0 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=ptime:20',
  '',
].join('\r\n');

/** Numbers on the list: +8610 and eight digits from here on, one million of them. */
export const LISTED = 1_000_000;
export const listedNumber = (index) => `+8610${String(60_000_000 + index)}`;
export const unlistedNumber = (index) => `+8610${String(20_000_000 + index)}`;

const PLACES = {
  caller: '+8610XXXXXXXX',
  callee: '+8621YYYYYYYY',
  branch: 'BBBBBBBBBBBB',
  id: 'IIIIIIIIIIII',
};

const invite = (port) =>
  [
    `INVITE sip:${PLACES.callee}@127.0.0.1:5060;user=phone SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-${PLACES.branch};rport`,
    'Max-Forwards: 69',
    `From: "Li Wei" <sip:${PLACES.caller}@127.0.0.1;user=phone>;tag=f-${PLACES.id}`,
    `To: <sip:${PLACES.callee}@127.0.0.1;user=phone>`,
    `Call-ID: ${PLACES.id}@switch.example`,
    'CSeq: 1 INVITE',
    `Contact: <sip:${PLACES.caller}@127.0.0.1:${port}>`,
    `P-Asserted-Identity: <sip:${PLACES.caller}@switch.example;user=phone>`,
    'P-Charging-Vector: icid-value=0123456789abcdef;icid-generated-at=192.0.2.10',
    'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE, PRACK',
    'Supported: timer, 100rel',
    'Session-Expires: 1800',
    'User-Agent: switch/4.2',
    'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`,
    '',
    SDP,
  ].join('\r\n');

const ack = (port) =>
  [
    `ACK sip:${PLACES.callee}@127.0.0.1:5060;user=phone SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-${PLACES.branch};rport`,
    'Max-Forwards: 69',
    `From: "Li Wei" <sip:${PLACES.caller}@127.0.0.1;user=phone>;tag=f-${PLACES.id}`,
    `To: <sip:${PLACES.callee}@127.0.0.1;user=phone>;tag=TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT`,
    `Call-ID: ${PLACES.id}@switch.example`,
    'CSeq: 1 ACK',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

/** A message whose numbers are overwritten in place: nothing is built per call. */
class Template {
  constructor(text) {
    this.bytes = Buffer.from(text, 'latin1');
    this.places = Object.fromEntries(
      Object.entries(PLACES).map(([name, mark]) => {
        const found = [];
        for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) found.push(at);
        return [name, found];
      }),
    );
  }
  digits(name, value, count, skip) {
    for (const place of this.places[name]) {
      let rest = value;
      for (let at = place + skip + count - 1; at >= place + skip; at -= 1) {
        this.bytes[at] = 0x30 + (rest % 10);
        rest = Math.floor(rest / 10);
      }
    }
  }
}

export const templates = (port) => ({ invite: new Template(invite(port)), ack: new Template(ack(port)) });

/** Writes call `serial` into a template; every tenth caller is on the list. */
export function writeCall(template, serial) {
  const caller =
    serial % 10 === 0 ? 60_000_000 + ((serial * 7919) % LISTED) : 20_000_000 + ((serial * 7919) % 30_000_000);
  template.digits('caller', caller, 8, 5);
  template.digits('callee', (serial * 104_729) % 100_000_000, 8, 5);
  template.digits('branch', serial, 12, 0);
  template.digits('id', serial, 12, 0);
}
