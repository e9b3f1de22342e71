import { describe, expect, it } from 'vitest';
import { loadCasework } from '../../src/main/load-casework.ts';

describe('the shipped lifecycles', () => {
  it('are read and hold together', async () => {
    const { lifecycles } = await loadCasework();
    expect(Object.keys(lifecycles).sort()).toEqual([
      'access-request',
      'appeal',
      'case',
      'consultation-meeting',
      'disposal-order',
      'fraud-report',
      'indicator',
      'lead',
      'reinstatement',
      'special-action',
      'verification-leg',
      'verification-request',
    ]);
  });
});
