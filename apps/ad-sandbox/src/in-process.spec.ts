import { describe, expect, it } from '@jest/globals';
import { type InProcessSandbox, inProcessSandbox } from './in-process.ts';

const accessToken = 'token-of-the-tests';
const now = () => new Date('2026-12-01T09:00:00.000Z');

const opened = (): InProcessSandbox => {
  const sandbox = inProcessSandbox({ seed: 7, dayMs: 86_400_000, now });
  const account = {
    platform: 'tiktok',
    adAccountId: '7000000000000010001',
    currency: 'USD',
    timeZone: 'Etc/UTC',
  } as const;
  sandbox.openAccount({ ...account, accessToken });
  return sandbox;
};

const creation = {
  ...{ method: 'POST', url: 'http://sandbox/tiktok/open_api/v1.3/campaign/create/' },
  headers: { 'Access-Token': accessToken, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    ...{ advertiser_id: '7000000000000010001', campaign_name: 'Spring', objective_type: 'TRAFFIC' },
    ...{ budget_mode: 'BUDGET_MODE_TOTAL', budget: 500, operation_status: 'DISABLE' },
  }),
};

const names = (sandbox: InProcessSandbox) => sandbox.campaigns().map(({ name, status }) => `${name}: ${status}`);

describe('A sandbox without a socket', () => {
  it('answers as the platform does', async () => {
    const sandbox = opened();
    const answer = await sandbox.call(creation);
    if (answer === 'cut off') throw new Error('No answer came');
    expect([answer.status, answer.headers.get('date')]).toEqual([200, 'Tue, 01 Dec 2026 09:00:00 GMT']);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 0, data: { campaign_id: expect.any(String) } });
    expect(names(sandbox)).toEqual(['Spring: paused']);
  });

  it('cuts a call off before or after its effect, unless it is an undisturbed one', async () => {
    const sandbox = opened();
    sandbox.setFaults([{ kind: 'drop_before', probability: 1, times: 1 }]);
    expect(await sandbox.call(creation)).toBe('cut off');
    expect(names(sandbox)).toEqual([]);
    sandbox.setFaults([{ kind: 'drop_after_commit', probability: 1 }]);
    expect(await sandbox.call(creation)).toBe('cut off');
    expect(names(sandbox)).toEqual(['Spring: paused']);
    expect(sandbox.faultsStruck()).toBe(1);
    expect(await sandbox.undisturbed(creation)).toMatchObject({ status: 200 });
  });

  it('has copies that go on by themselves', async () => {
    const sandbox = opened();
    const copy = sandbox.copy({ now });
    await copy.call(creation);
    expect([names(sandbox), names(copy)]).toEqual([[], ['Spring: paused']]);
  });
});
