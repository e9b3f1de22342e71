import { expect, it } from 'vitest';
import { loginOf } from './map-claims.ts';

const MAPPING = {
  issuer: 'https://id.example.cn',
  loginClaim: 'preferred_username',
  methodsClaim: 'amr',
  secondFactors: ['otp', 'hwk'],
};

it.each([
  [{ preferred_username: 'ZhangWei', amr: ['pwd', 'otp'] }, 'zhangwei'],
  [{ preferred_username: 'zhangwei', amr: ['pwd'] }, 'one-factor'],
  [{ preferred_username: 'zhangwei', amr: 'otp' }, 'one-factor'],
  [{ preferred_username: 'zhangwei' }, 'one-factor'],
  [{ preferred_username: ['zhangwei'], amr: ['otp'] }, 'login'],
  [{ preferred_username: "x' or 1=1", amr: ['otp'] }, 'login'],
  [{ amr: ['otp'] }, 'login'],
])('%j: %s', (claims, expected) => {
  const result = loginOf({ issuer: MAPPING.issuer, claims }, MAPPING);
  expect(result.ok ? result.value : result.reason).toBe(expected);
  expect(loginOf({ issuer: 'https://other.example', claims }, MAPPING)).toMatchObject({ reason: 'issuer' });
});

it('takes no claim that was not sent', () => {
  const mapping = { ...MAPPING, loginClaim: 'constructor' };
  expect(loginOf({ issuer: MAPPING.issuer, claims: { amr: ['otp'] } }, mapping)).toMatchObject({
    reason: 'login',
  });
});
