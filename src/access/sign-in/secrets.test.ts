import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deviceToken, knownDevice } from './known-device.ts';
import { lanesOf } from './lanes.ts';
import { hashPassword, isWeakHash, matchesPassword } from './password-hash.ts';
import { passwordProblem } from './password-rules.ts';
import { secretBox } from './secret-box.ts';
import { base32, totpCode, totpStep } from './totp.ts';

const RULES = { minLength: 12, weakWords: ['password', 'admin', 'woaini', 'jingtong', 'qwerty'] };

it.each([
  ['short', 'too-short'],
  ['x'.repeat(2000), 'too-long'],
  ['138123456789', 'digits-only'],
  ['2001-01-01 2002', 'digits-only'],
  ['abababababab', 'few-characters'],
  ['Password123456', 'common'],
  ['P@ssw0rd!2026', 'common'],
  ['woaini520woaini', 'common'],
  ['Admin@Jingtong1', 'common'],
  ['zhangwei198801', 'personal'],
  ['abcdefghijkl', 'a-row-of-keys'],
  ['1qaz2wsx3edc4rfv', 'a-row-of-keys'],
  ['seven green kettles sing', null],
  ['七只绿水壶在唱歌然后睡着了', null],
  ['xK9!mq2Lr#vT', null],
] as const)('password %s: %s', (password, problem) => {
  expect(passwordProblem(password, ['zhangwei', '张伟'], RULES)).toBe(problem);
});

it('matches the same password in another written form, and no other', async () => {
  const stored = await hashPassword('Ünïcode pässword one');
  expect(isWeakHash(stored)).toBe(false);
  expect(await matchesPassword(stored, 'Ünïcode pässword one'.normalize('NFD'))).toBe(true);
  expect(await matchesPassword(stored, 'Unicode password one')).toBe(false);
  expect(await matchesPassword('no hash', 'x')).toBe(false);
  expect(isWeakHash('$2b$10$abc')).toBe(true);
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
});

const SECRET = Buffer.from('12345678901234567890');
// RFC 6238 appendix B, SHA-1, the last six digits.
it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('code at %i s', (seconds, code) => {
  expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code);
  expect(totpStep(SECRET, code, seconds * 1000, 0)).toBe(Math.floor(seconds / 30));
});

it('accepts one step to each side, never twice, never an older one', () => {
  const at = 1_000_000_020_000;
  const step = Math.floor(at / 30_000);
  for (const off of [-1, 0, 1])
    expect(totpStep(SECRET, totpCode(SECRET, step + off), at, 0)).toBe(step + off);
  for (const off of [-2, 2]) expect(totpStep(SECRET, totpCode(SECRET, step + off), at, 0)).toBeNull();
  expect(totpStep(SECRET, totpCode(SECRET, step), at, step)).toBeNull();
  expect(totpStep(SECRET, totpCode(SECRET, step - 1), at, step)).toBeNull();
  for (const bad of ['', '12345', '1234567', '１２３４５６', ' 12345', '-12345'])
    expect(totpStep(SECRET, bad, at, 0)).toBeNull();
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
});

it('opens a sealed secret for its owner only, and not when changed', () => {
  const box = secretBox(randomBytes(32));
  const sealed = box.seal(SECRET, 'me');
  expect(box.open(sealed, 'me')).toEqual(SECRET);
  expect(() => box.open(sealed, 'you')).toThrow();
  expect(() => secretBox(randomBytes(32)).open(sealed, 'me')).toThrow();
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const changed = Buffer.from(sealed);
      changed[at] = changed[at]! ^ bits;
      expect(() => box.open(changed, 'me')).toThrow();
    }),
  );
});

it('knows a device by its own token for its own login', () => {
  const key = randomBytes(32);
  const token = deviceToken(key, 'me');
  expect(knownDevice(key, 'me', token)).toBe(token.split('.')[0]);
  for (const wrong of [null, '', '.', 'a.b', `${token}x`, `x${token}`])
    expect(knownDevice(key, 'me', wrong)).toBeNull();
  expect(knownDevice(key, 'you', token)).toBeNull();
});

it('never lets strangers together shut an account for more than half a minute', () => {
  const [pair, account, network] = lanesOf('me', { network: '192.0.2.1', device: null });
  for (const failures of [0, 29, 30, 100, 100_000]) {
    expect(account!.waitMs(failures)).toBeLessThanOrEqual(30_000);
    expect(network!.waitMs(failures)).toBeLessThanOrEqual(60_000);
    expect(pair!.waitMs(failures)).toBeLessThanOrEqual(900_000);
  }
  expect(lanesOf('me', { network: '192.0.2.1', device: 'd' })).toHaveLength(1);
});
