import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RadiusAttributes } from './radius-attributes.ts';
import { accountingAuthenticity, messageAuthenticity } from './radius-authenticity.ts';
import { readRadiusPacket } from './radius-packet.ts';
import { radiusReply, textAttribute, vendorAttribute } from './radius-reply.ts';

const SECRET = Buffer.from('secret');

/** Random octets behind a head whose length is right, so that the attributes are reached. */
const packets = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 300 }).map((body) => {
    const bytes = Buffer.concat([Buffer.alloc(20), Buffer.from(body)]);
    bytes[0] = 1;
    bytes.writeUInt16BE(bytes.length, 2);
    return bytes;
  }),
);

it('reads any octets without throwing, and nothing past their end', () => {
  fc.assert(
    fc.property(packets, (bytes) => {
      const packet = readRadiusPacket(bytes);
      if (typeof packet === 'string') return;
      const size = packet.attributes.reduce((sum, { value }) => sum + value.length + 2, 20);
      expect(size).toBe(packet.bytes.length);
      const attributes = new RadiusAttributes(packet.attributes);
      for (const type of [1, 30, 31, 44, 55]) attributes.text(type);
      attributes.vendorTexts(9, 1);
      attributes.integer(40);
      expect(messageAuthenticity(packet, SECRET)).not.toBe('holds');
      expect(accountingAuthenticity(packet, SECRET)).toBe('wrong');
    }),
  );
});

const request = (() => {
  const bytes = Buffer.alloc(20, 7);
  bytes[0] = 1;
  bytes.writeUInt16BE(20, 2);
  const packet = readRadiusPacket(bytes);
  if (typeof packet === 'string') throw new Error(packet);
  return packet;
})();

it('cuts a long value at a character and never sends more than a packet holds', () => {
  const reply = radiusReply(
    request,
    2,
    [textAttribute(18, '警'.repeat(100)), vendorAttribute(9, 1, '警'.repeat(100))],
    SECRET,
    true,
  );
  const read = readRadiusPacket(reply);
  if (typeof read === 'string') throw new Error(read);
  const attributes = new RadiusAttributes(read.attributes);
  expect(attributes.text(18)).toBe('警'.repeat(84));
  expect(attributes.vendorText(9, 1)).toBe('警'.repeat(82));
  const many = radiusReply(
    request,
    2,
    Array.from({ length: 40 }, () => textAttribute(18, 'x'.repeat(253))),
    SECRET,
    true,
  );
  expect(many.length).toBeLessThanOrEqual(4_096);
  expect(typeof readRadiusPacket(many)).toBe('object');
});

it('reads several vendor attributes in one, and no text of a broken one', () => {
  const value = Buffer.concat([
    Buffer.from([0, 0, 0, 9, 1, 5]),
    Buffer.from('abc'),
    Buffer.from([2, 4]),
    Buffer.from('de'),
    Buffer.from([3, 99]),
  ]);
  const attributes = new RadiusAttributes([{ type: 26, at: 0, value }]);
  expect([attributes.vendorText(9, 1), attributes.vendorText(9, 2), attributes.vendorText(9, 3)]).toEqual([
    'abc',
    'de',
    null,
  ]);
});
