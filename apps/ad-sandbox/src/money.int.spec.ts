import type { CampaignSpec } from '@campaigns/contracts';
import { smallestUnitMicros } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter } from '@campaigns/sync-worker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import type { PlatformName } from './state/campaign.ts';
import { adaptersAt, callFor, openingOf } from './testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from './testing/running-sandbox.ts';

/** One currency without decimals, one with two and one with three: each platform writes amounts in its own way. */
const currencies = ['JPY', 'USD', 'KWD'];
/** In the currency's smallest unit; among them some that binary fractions miss. */
const amounts = [100_001, 100_529, 1_234_567, 99_999_999];
const days = 30;

const accounts: Readonly<Record<PlatformName, string>> = {
  meta: 'act_1234567890',
  google: '123-456-7890',
  tiktok: '7000000000000000001',
  linkedin: '507000001',
  twitter: '18ce54d4x5t',
  snapchat: 'dbb95f66-0000-4000-8000-000000000001',
};

const cases = platforms.flatMap(({ name }) => currencies.map((currency) => ({ platform: name, currency })));

describe.each(cases)('an amount in $currency on $platform', ({ platform, currency }) => {
  const unit = smallestUnitMicros(currency);
  let sandbox: RunningSandbox;
  let adapter: PlatformAdapter;
  let call: AccountCall;
  let created = 0;

  const specFor = (units: number): CampaignSpec => ({
    name: 'Spring Sale',
    objective: 'conversions',
    budget: { micros: units * unit, currency },
    flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
    config: { targeting: { countries: ['US'] } },
  });
  /** Google's budgets are for a day: an even share of the days, and never more in sum. */
  const intended = (units: number): number => (platform === 'google' ? Math.floor(units / days) : units) * unit;
  const create = async (units: number): Promise<string> => {
    created += 1;
    const campaign = {
      name: `Spring Sale ${created}`,
      operationId: `operation-${created}`,
      now: new Date(startOfTests),
    };
    return (await adapter.createCampaign(call, { spec: specFor(units), ...campaign })).platformCampaignId;
  };
  const onPlatform = async (id: string): Promise<number | undefined> => {
    const reply = await sandbox.call('GET', '/control/campaigns');
    const { campaigns } = reply.json<{ campaigns: readonly { id: string; budget: { micros: number } }[] }>();
    return campaigns.find((campaign) => campaign.id === id)?.budget.micros;
  };

  beforeAll(async () => {
    sandbox = await runningSandbox();
    await sandbox.openAccount(platform, accounts[platform], { ...openingOf(platform), currency });
    adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 20_000 })[platform];
    call = callFor(platform, accounts[platform], { currency });
  });
  afterAll(() => sandbox.close());

  it('is that of the account', async () => {
    expect((await adapter.verifyAccount(call)).currency).toBe(currency);
  });

  it.each(amounts)('arrives and comes back as what was meant: a budget of %d smallest units', async (units) => {
    const id = await create(units);
    expect(await onPlatform(id)).toBe(intended(units));
    expect((await adapter.readCampaign(call, id)).budget.micros).toBe(intended(units));
  });

  it.each(amounts)('is changed to what was meant: a budget of %d smallest units', async (units) => {
    const id = await create(700_000);
    const remote = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    const change = adapter.budgetChange(remote, specFor(units), call.account);
    expect(change).toMatchObject({ before: intended(700_000), after: intended(units) });
    await adapter.updateCampaign(call, remote, { budgetMicros: change?.after ?? 0 });
    expect(await onPlatform(id)).toBe(intended(units));
    const changed = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    expect(changed.budget.micros).toBe(intended(units));
    expect(adapter.budgetChange(changed, specFor(units), call.account)).toBeUndefined();
  });

  it('is reported to the smallest unit, and adds up to the budget when all of it is spent', async () => {
    const id = await create(1_234_567);
    await adapter.setStatus(call, id, 'active');
    sandbox.clock.forward(40_000);
    const remote = await adapter.readCampaign(call, id);
    const rows = await adapter.fetchDailyMetrics(call, remote, { since: '2026-12-01', until: '2026-12-31' });
    for (const { spendMicros, revenueMicros } of rows) {
      expect(spendMicros % unit).toBe(0);
      expect(revenueMicros % unit).toBe(0);
    }
    const spent = rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0);
    expect(spent).toBeLessThanOrEqual(1_234_567 * unit);
    expect(spent).toBeGreaterThan(1_234_567 * unit * 0.9);
  });
});
