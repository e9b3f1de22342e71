import type { RadiusAttributes } from '../../../lib/radius/radius-attributes.ts';
import { CISCO, VENDOR } from './attribute-numbers.ts';

/** A Cisco VSA's value without the name that stands before it in most of them. */
export function ciscoText(attributes: RadiusAttributes, type: number): string | null {
  const text = attributes.vendorText(VENDOR.cisco, type);
  if (text === null) return null;
  const equals = /^[a-z][a-z0-9-]{2,40}=/.exec(text);
  const value = equals === null ? text : text.slice(equals[0].length);
  return value === '' ? null : value;
}

/** `name=value` pairs of Cisco-AVPair, in order; what is no pair is left out. */
export function ciscoPairs(
  attributes: RadiusAttributes,
): { readonly name: string; readonly value: string }[] {
  return attributes.vendorTexts(VENDOR.cisco, CISCO.avPair).flatMap((text) => {
    const equals = text.indexOf('=');
    return equals < 1 ? [] : { name: text.slice(0, equals).toLowerCase(), value: text.slice(equals + 1) };
  });
}
