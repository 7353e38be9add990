import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { account, failureOf, fieldsOf, linkedinCalls, sale } from './testing/linkedin-calls.ts';

const spring = {
  account: sale.account,
  name: 'Spring Sale [op-7f3a]',
  status: 'ACTIVE',
  runSchedule: { start: startOfTests, end: startOfTests + 86_400_000 },
};

let sandbox: RunningSandbox;
const { get, post, create, read, set, search, spends } = linkedinCalls(() => sandbox);
const createGroup = (more: object = {}): Promise<Reply> => post('/adCampaignGroups', { ...spring, ...more });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', account);
});
afterEach(() => sandbox.close());

describe('campaign groups on LinkedIn', () => {
  it('begin with one that every account has', async () => {
    const { elements } = await search('&search=(status:(values:List(ACTIVE)))', 'adCampaignGroups');
    expect(elements).toMatchObject([{ id: 6_507_000_001, account: sale.account, status: 'ACTIVE' }]);
  });

  it('can be added, read and searched', async () => {
    const reply = await createGroup({ totalBudget: { amount: '500.00', currencyCode: 'USD' } });
    expect([reply.status, reply.text]).toEqual([201, '']);
    const id = reply.headers.get('x-restli-id') ?? '';
    expect((await get(`/adCampaignGroups/${id}`)).json()).toMatchObject({
      ...spring,
      id: Number(id),
      totalBudget: { amount: '500.00', currencyCode: 'USD' },
    });
    await createGroup({ name: 'A draft', status: 'DRAFT' });
    const drafts = await search('&search=(status:(values:List(DRAFT)))', 'adCampaignGroups');
    expect(drafts.elements).toMatchObject([{ name: 'A draft' }]);
    expect((await get('/adCampaignGroups/1')).status).toBe(404);
  });

  it.each([
    ['no name', { name: undefined }, 'MISSING_FIELD', 'name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'INVALID_VALUE_FOR_FIELD', 'name'],
    ['a status that comes later', { status: 'PAUSED' }, 'INVALID_VALUE_FOR_FIELD', 'status'],
    ['the account of others', { account: 'urn:li:sponsoredAccount:1' }, 'INVALID_VALUE_FOR_FIELD', 'account'],
    [
      'a budget without an end',
      { totalBudget: { amount: '500', currencyCode: 'USD' }, runSchedule: { start: 1 } },
      'MISSING_FIELD',
      'runSchedule/end',
    ],
  ])('are not added with %s', async (_case, more, code, field) => {
    const reply = await createGroup(more);
    expect(failureOf(reply)).toMatchObject({ status: 400, code });
    expect(fieldsOf(reply)).toEqual([field]);
  });

  it('take names of up to 100 characters', async () => {
    expect((await createGroup({ name: 'x'.repeat(100) })).status).toBe(201);
  });

  it('belong to one account', async () => {
    const id = (await createGroup()).headers.get('x-restli-id');
    await sandbox.openAccount('linkedin', '508');
    expect((await get(`/linkedin/rest/adAccounts/508/adCampaignGroups/${id}`)).status).toBe(404);
  });

  it('are there again after a restart, and the next one has an id of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
    const journalPath = join(folder, 'journal.jsonl');
    await sandbox.close();
    sandbox = await runningSandbox({ journalPath });
    await sandbox.openAccount('linkedin', account);
    const id = (await createGroup()).headers.get('x-restli-id');
    await sandbox.close();
    sandbox = await runningSandbox({ journalPath });
    expect((await get(`/adCampaignGroups/${id}`)).json()).toMatchObject(spring);
    expect((await createGroup()).headers.get('x-restli-id')).not.toBe(id);
    rmSync(folder, { recursive: true });
  });

  it('hold back the campaigns in them while they are not active', async () => {
    const draft = (await createGroup({ status: 'DRAFT' })).headers.get('x-restli-id');
    const id = await create({ campaignGroup: `urn:li:sponsoredCampaignGroup:${draft}` });
    await set(id, { status: 'ACTIVE' });
    expect(await read(id)).toMatchObject({ status: 'ACTIVE', servingStatuses: ['CAMPAIGN_GROUP_STATUS_HOLD'] });
    sandbox.clock.forward(3000);
    expect(await spends(id)).toEqual([]);
  });
});
