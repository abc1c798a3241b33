import { describe, expect, it } from 'vitest';

import { deedsOf } from './deeds';
import { firstPassword } from './password';

describe('a first password', () => {
  it('has a character of every class and none that is mistaken for another', () => {
    for (let round = 0; round < 200; round += 1) {
      const password = firstPassword();
      expect(password).toHaveLength(16);
      expect(password).toMatch(/[a-z]/);
      expect(password).toMatch(/[A-Z]/);
      expect(password).toMatch(/[2-9]/);
      expect(password).toMatch(/[-+=@%]/);
      expect(password).not.toMatch(/[0O1lIo]/);
    }
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => firstPassword())).size).toBe(100);
  });

  it('does not keep its classes in their places', () => {
    const starts = new Set(Array.from({ length: 100 }, () => (/[a-z]/.test(firstPassword().charAt(0)) ? 'letter' : 'other')));
    expect(starts).toEqual(new Set(['letter', 'other']));
  });
});

describe('what may be done to an account', () => {
  const names = (offers: ReturnType<typeof deedsOf>) => offers.map(({ deed }) => deed);

  it('follows its state', () => {
    expect(names(deedsOf({ state: 'active' }, false))).toContain('disable');
    expect(names(deedsOf({ state: 'disabled' }, false))).toContain('enable');
    expect(names(deedsOf({ state: 'dormant' }, false))).not.toContain('disable');
    expect(names(deedsOf({ state: 'waiting' }, false))).toContain('unlock');
    expect(names(deedsOf({ state: 'active' }, false))).not.toContain('unlock');
  });

  it('is never done to oneself, apart from unlocking', () => {
    const offers = deedsOf({ state: 'waiting', second_factor: { is_on: true, is_required: true } }, true);
    expect(offers.filter(({ why }) => why === undefined).map(({ deed }) => deed)).toEqual(['unlock']);
  });

  it('says why a second factor that is off cannot be reset', () => {
    const offer = deedsOf({ second_factor: { is_on: false, is_required: true } }, false).find(({ deed }) => deed === 'reset-second-factor');
    expect(offer?.why).toBe('factor_off');
  });
});
