import { describe, expect, it } from '@jest/globals';
import { explanationOf } from './explanation.ts';
import type { ArmAnswer } from './question.ts';

const arm: ArmAnswer<string> = {
  ...{ platform: 'meta', beforeMicros: 200e6, afterMicros: 240e6, boundBy: 'maximum', evidenceDays: 26.4 },
  ...{ before: { mean: 16, p10: 15, p90: 17 }, after: { mean: 18.2, p10: 17, p90: 19.5 } },
  ...{ marginalBefore: 0.048, marginalAfter: 0.0401, curve: { mostPerDay: 40, halfMicros: 300e6, slope: 1 } },
};

describe('The reason of a part', () => {
  it('says the move, what is expected, what more would bring, what holds it, and from how much it is known', () => {
    expect(explanationOf(arm, { currency: 'USD' })).toBe(
      'Raised from 200.00 to 240.00 USD a day; 18.20 conversions a day expected, eight times in ten between 17.00 and 19.50; ' +
        '100 USD more would have brought 4.80 conversions before and would bring 4.01 conversions now; ' +
        'its maximum keeps it from more; learned from 26 days',
    );
  });

  it('speaks of revenue where that is meant, in the digits of the currency, and of no limit where none holds', () => {
    const stays = { ...arm, beforeMicros: 240e6, boundBy: null };
    expect(explanationOf(stays, { currency: 'JPY', outcome: 'revenue' })).toBe(
      'Stays at 240 JPY a day; 18.20 JPY of revenue a day expected, eight times in ten between 17.00 and 19.50; ' +
        '100 JPY more would bring 4.01 JPY of revenue; learned from 26 days',
    );
  });
});
