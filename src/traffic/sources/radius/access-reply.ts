import { RADIUS_CODE, type RadiusPacket } from '../../../lib/radius/radius-packet.ts';
import {
  type ReplyAttribute,
  radiusReply,
  textAttribute,
  vendorAttribute,
} from '../../../lib/radius/radius-reply.ts';
import type { CallAnswer } from '../../../ports/call-judge.ts';
import { ATTRIBUTE, CISCO, VENDOR } from './attribute-numbers.ts';
import type { RadiusPeer } from './radius-peer.ts';

/** The reply to a judged or passing call, in the words of its peer. */
export function accessReply(
  request: RadiusPacket,
  answer: CallAnswer,
  { answers, secret }: RadiusPeer,
): Buffer {
  if (answer.treatment === 'block') {
    const attributes = [
      textAttribute(ATTRIBUTE.replyMessage, answers.replyMessage[answer.blockKind ?? 'analytics']),
    ];
    returnCode(attributes, answers.returnCode.reject);
    return radiusReply(request, RADIUS_CODE.accessReject, attributes, secret, true);
  }
  const attributes: ReplyAttribute[] = [];
  const filter = answers.filterId[answer.unscreened === null ? answer.treatment : 'unscreened'];
  if (filter !== null) attributes.push(textAttribute(ATTRIBUTE.filterId, filter));
  if (answer.label !== null) attributes.push(textAttribute(ATTRIBUTE.replyMessage, answer.label));
  if (answer.unscreened !== null) attributes.push(textAttribute(ATTRIBUTE.replyMessage, answer.unscreened));
  if (answer.divertTo !== null)
    attributes.push(
      vendorAttribute(VENDOR.cisco, CISCO.redirectNumber, `h323-redirect-number=${answer.divertTo}`),
    );
  if (answers.sendsClass && answer.verdict !== null)
    attributes.push(textAttribute(ATTRIBUTE.class, answer.verdict.id));
  returnCode(attributes, answers.returnCode.accept);
  return radiusReply(request, RADIUS_CODE.accessAccept, attributes, secret, true);
}

function returnCode(attributes: ReplyAttribute[], code: number | null): void {
  if (code !== null)
    attributes.push(vendorAttribute(VENDOR.cisco, CISCO.returnCode, `h323-return-code=${code}`));
}
