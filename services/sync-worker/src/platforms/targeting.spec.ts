import { describe, expect, it } from '@jest/globals';
import { targetingOf } from './targeting.ts';

const of = (targeting: unknown, accepted?: string[]) =>
  targetingOf({ config: { targeting: targeting as never }, ...(accepted === undefined ? {} : { accepted }) });

describe('the audience that a configuration asks for', () => {
  it('is everybody when it says nothing', () => {
    expect(targetingOf({ config: {} })).toEqual({ targeting: {}, lines: [] });
  });

  it('leaves out what was accepted by name, both ends of an age with it', () => {
    const { targeting } = of({ countries: ['US'], age_min: 21, age_max: 40, genders: ['female'] }, ['targeting.age']);
    expect(targeting).toEqual({ countries: ['US'], genders: ['female'] });
  });

  it('names a part that nobody knows instead of dropping it', () => {
    expect(of({ countries: ['US'], shoe_size: 43 }).lines).toMatchObject([
      { name: 'targeting.shoe_size', verdict: 'unsupported' },
    ]);
  });

  it.each([
    ['a country in small letters', { countries: ['us'] }],
    ['an age below 13', { age_min: 12 }],
    ['an age range that is upside down', { age_min: 40, age_max: 30 }],
    ['a gender that is none of the two', { genders: ['x'] }],
    ['an audience without a direction', { audiences: ['1'] }],
  ])('is refused with %s, so that nothing is widened by a slip', (_what, targeting) => {
    expect(() => of(targeting)).toThrow(/targeting/);
  });
});
