import { isUtf8 } from 'node:buffer';
import type { RadiusAttribute } from './radius-packet.ts';

const VENDOR_SPECIFIC = 26;

/** An attribute inside a Vendor-Specific one (RFC 2865 §5.26). */
export interface VendorAttribute {
  readonly vendor: number;
  readonly type: number;
  readonly value: Buffer;
}

/** Attributes by what is asked of them: first text, first number, all of a vendor. */
export class RadiusAttributes {
  readonly #attributes: readonly RadiusAttribute[];
  #vendor: readonly VendorAttribute[] | null = null;

  constructor(attributes: readonly RadiusAttribute[]) {
    this.#attributes = attributes;
  }

  all(type: number): readonly RadiusAttribute[] {
    return this.#attributes.filter((attribute) => attribute.type === type);
  }

  /** The first of a type as text; `null` when absent or empty. */
  text(type: number): string | null {
    const found = this.#attributes.find((attribute) => attribute.type === type);
    return found === undefined ? null : textOf(found.value);
  }

  /** The first of a type as unsigned 32-bit number; `null` when absent or of another length. */
  integer(type: number): number | null {
    const found = this.#attributes.find((attribute) => attribute.type === type);
    return found === undefined || found.value.length !== 4 ? null : found.value.readUInt32BE(0);
  }

  vendorTexts(vendor: number, type: number): string[] {
    return this.#vendors()
      .filter((attribute) => attribute.vendor === vendor && attribute.type === type)
      .flatMap(({ value }) => textOf(value) ?? []);
  }

  vendorText(vendor: number, type: number): string | null {
    return this.vendorTexts(vendor, type)[0] ?? null;
  }

  vendorInteger(vendor: number, type: number): number | null {
    const found = this.#vendors().find((attribute) => attribute.vendor === vendor && attribute.type === type);
    return found === undefined || found.value.length !== 4 ? null : found.value.readUInt32BE(0);
  }

  #vendors(): readonly VendorAttribute[] {
    this.#vendor ??= this.all(VENDOR_SPECIFIC).flatMap(({ value }) => vendorAttributes(value));
    return this.#vendor;
  }
}

/** Several may share one attribute; what does not fit the layout is left out, for vendors may have another. */
function vendorAttributes(value: Buffer): VendorAttribute[] {
  const found: VendorAttribute[] = [];
  if (value.length < 6) return found;
  const vendor = value.readUInt32BE(0);
  for (let at = 4; at + 2 <= value.length; ) {
    const size = value[at + 1]!;
    if (size < 2 || at + size > value.length) break;
    found.push({ vendor, type: value[at]!, value: value.subarray(at + 2, at + size) });
    at += size;
  }
  return found;
}

/** UTF-8 (RFC 2865 §5), or byte by byte when it is not; a closing NUL of careless senders goes. */
function textOf(value: Buffer): string | null {
  const end = value.length > 0 && value[value.length - 1] === 0 ? value.length - 1 : value.length;
  if (end === 0) return null;
  const bytes = value.subarray(0, end);
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
