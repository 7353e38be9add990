import { authorizationId, connectionId, grantId, orgId } from '@campaigns/contracts';
import type { ExistingAuthorization } from '@campaigns/domain';
import { describe, expect, it } from '@jest/globals';
import { authorizationViewOf, isTooLateToChoose } from './authorization-view.ts';

const id = authorizationId.parse('8c2f0d5e-1b7a-4e39-a6d4-90f3b1c7e502');
const shop = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
const asked = {
  ...{ authorizationId: id, orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10'), userId: 'anna' },
  ...{ platform: 'meta' as const, redirectUri: 'https://x.test/', expiresAt: '2026-03-01T09:10:00.000Z' },
};
const account = { adAccountId: '1', name: 'Shop', currency: 'EUR', timeZone: 'UTC', loginCustomerId: null };
const grant = {
  ...{ authorizationId: id, grantId: grantId.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e313'), scopes: [] },
  ...{ endsAt: null, accounts: [account] },
};
const inTime = new Date('2026-03-01T09:09:59.999Z');
const tooLate = new Date('2026-03-01T09:10:00.000Z');
const nextDay = new Date('2026-03-02T08:10:00.000Z');
const at = (state: ExistingAuthorization, now: Date) => authorizationViewOf(state, now);

describe('What is shown of an authorization', () => {
  it.each([
    ['requested', 'preparing'],
    ['prepared', 'waiting'],
  ] as const)('is, when it is %s, that it is %s, until its time is over', (status, shown) => {
    expect(at({ status, asked }, inTime)).toMatchObject({ status: shown, failure: null });
    expect(at({ status, asked }, tooLate)).toMatchObject({ status: 'failed', failure: { code: 'expired' } });
  });

  it('is that it is exchanged, for as long as that takes', () => {
    expect(at({ status: 'answered', asked }, nextDay)).toMatchObject({ status: 'exchanging', failure: null });
  });

  it('is the ad accounts to choose from, for a day', () => {
    const state = { status: 'granted', asked, grant } as const;
    expect(at(state, new Date(nextDay.getTime() - 1))).toMatchObject({
      status: 'choose_account',
      accounts: [{ ad_account_id: '1', name: 'Shop', currency: 'EUR', time_zone: 'UTC' }],
    });
    expect(isTooLateToChoose(state, new Date(nextDay.getTime() - 1))).toBe(false);
    expect(at(state, nextDay)).toMatchObject({ status: 'failed', failure: { code: 'expired' }, accounts: [] });
    expect(isTooLateToChoose(state, nextDay)).toBe(true);
  });

  it('is why it has failed', () => {
    const failure = { authorizationId: id, code: 'access-denied', message: 'No' };
    expect(at({ status: 'failed', asked, failure }, nextDay)).toMatchObject({
      ...{ status: 'failed', failure: { code: 'access-denied', message: 'No' } },
    });
  });

  it('is what was connected, for good', () => {
    const chosen = [{ connectionId: shop, adAccountId: '1', name: 'Shop' }];
    expect(at({ status: 'done', asked, grant, chosen }, nextDay)).toMatchObject({
      ...{ status: 'done', failure: null, connection_ids: [shop], accounts: [] },
    });
  });
});
