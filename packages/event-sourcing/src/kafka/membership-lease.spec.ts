import { describe, expect, it } from '@jest/globals';
import { membershipLease } from './membership-lease.ts';

describe('A membership', () => {
  it('is believed in until the session timeout is near, and again when the group confirms it', () => {
    let nowMs = 1_000;
    const lease = membershipLease(6_000, 500, () => nowMs);
    expect(lease.holds()).toBe(true);
    nowMs += 5_499;
    expect(lease.holds()).toBe(true);
    nowMs += 1;
    expect(lease.holds()).toBe(false);
    expect(lease.silentForMs()).toBe(5_500);
    lease.confirm();
    expect(lease.holds()).toBe(true);
  });
});
