import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seals secrets that must be read again (TOTP) with a key that is not in the database. */
export interface SecretBox {
  seal(secret: Buffer, boundTo: string): Buffer;
  /** Throws when it was sealed with another key, for another owner, or changed since. */
  open(sealed: Buffer, boundTo: string): Buffer;
}

/** AES-256-GCM: 12 octets nonce, 16 octets tag, ciphertext. `boundTo` (a person's id) keeps a row from being copied to another. */
export function secretBox(key: Buffer): SecretBox {
  if (key.length !== 32) throw new Error('the key of a secret box has 32 octets');
  return {
    seal(secret, boundTo) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, boundTo) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    },
  };
}
