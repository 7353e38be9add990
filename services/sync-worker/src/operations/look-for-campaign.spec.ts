import { type OperationTask, type Platform, platform as platformName } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import { adapterWith, failWith, startWorker } from '../testing/in-memory-worker.ts';
import { sampleTask } from '../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../testing/scripted-platform.ts';
import { lookForCampaign } from './look-for-campaign.ts';

const tag = 'op-7f3a9c2e41';
const sought = { platformCampaignId: '77', tag };
const name = `Spring Sale [${tag}]`;
const unknown = failWith({ class: 'not-found', code: '100', message: 'Unsupported get request' });
const remote: RemoteCampaign = {
  ...{ platformCampaignId: '77', name, status: 'active', objective: null, today: '2026-12-01' },
  budget: { micros: 1 },
};
const { call } = scripted('meta', [], 'act_1');
const look = (behaviour: Partial<PlatformAdapter>) => lookForCampaign(adapterWith(behaviour), call, sought, {});

describe('A campaign', () => {
  it('that can be read is there, and nobody lists the others', async () => {
    const listCampaigns = failWith({ class: 'transient', code: '500', message: 'Down' });
    expect(await look({ readCampaign: async () => remote, listCampaigns })).toEqual({ is: 'there', remote });
  });

  it('that its platform calls removed is missing', async () => {
    const listCampaigns = failWith({ class: 'transient', code: '500', message: 'Down' });
    const readCampaign = async () => ({ ...remote, status: 'removed' }) as const;
    expect(await look({ readCampaign, listCampaigns })).toEqual({ is: 'missing' });
  });

  it('that is not known by its id is missing once a whole list has neither the id nor the mark', async () => {
    const others = [{ platformCampaignId: '78', name: 'Spring Sale [op-another]' }];
    expect(await look({ readCampaign: unknown, listCampaigns: async () => others })).toEqual({ is: 'missing' });
    expect(await look({ readCampaign: unknown, listCampaigns: async () => [] })).toEqual({ is: 'missing' });
  });

  it('that is listed under its id, or under another one with its mark, is not missing', async () => {
    const listed = (platformCampaignId: string, as: string) =>
      look({ readCampaign: unknown, listCampaigns: async () => [{ platformCampaignId, name: as }] });
    expect(await listed('77', 'Renamed')).toEqual({
      ...{ is: 'unclear', why: 'the platform lists the campaign, and does not know it by its id' },
    });
    expect(await listed('78', name)).toEqual({ is: 'unclear', why: 'campaign 78 carries the mark of this one' });
  });

  it('is not missing when the account refuses to be listed', async () => {
    const listCampaigns = failWith({ class: 'validation', code: '100', message: 'Too much data' });
    expect(await look({ readCampaign: unknown, listCampaigns })).toEqual({
      ...{ is: 'unclear', why: 'the campaigns of the account cannot be listed: Too much data' },
    });
  });

  it.each(['transient', 'rate-limit', 'permission', 'token-revoked'] as const)(
    'is asked about again when the list fails with %s',
    async (errorClass) => {
      const listCampaigns = failWith({ class: errorClass, code: '1', message: 'Later' });
      await expect(look({ readCampaign: unknown, listCampaigns })).rejects.toMatchObject({ class: errorClass });
      await expect(look({ readCampaign: listCampaigns })).rejects.toMatchObject({ class: errorClass });
    },
  );
});

type Pages = Readonly<{
  account: string;
  /** The first of two pages, and the last one. */
  pages: readonly [ScriptedAnswer, ScriptedAnswer];
  failure: ScriptedAnswer;
}>;

const row = { name, status: 'PAUSED' };
const down: ScriptedAnswer = { status: 503, body: { error: { code: 503, status: 'UNAVAILABLE', message: 'Down' } } };

const pagesOf: Readonly<Record<Platform, Pages>> = {
  meta: {
    account: 'act_1',
    pages: [
      { body: { data: [{ id: '1', ...row }], paging: { cursors: { after: 'A' }, next: 'https://…' } } },
      {
        body: {
          data: [
            { id: '2', ...row },
            { id: '3', name, status: 'DELETED' },
          ],
        },
      },
    ],
    failure: { status: 500, body: { error: { code: 2, message: 'Down', is_transient: true } } },
  },
  google: {
    account: '1234567890',
    pages: [
      { body: { results: [{ campaign: { id: '1', ...row } }], nextPageToken: 'two' } },
      { body: { results: [{ campaign: { id: '2', ...row } }] } },
    ],
    failure: down,
  },
  tiktok: {
    account: '7',
    pages: [1, 2].map((page) => ({
      body: {
        code: 0,
        data: {
          list: [{ campaign_id: String(page), campaign_name: name, operation_status: 'DISABLE' }],
          page_info: { page, total_page: 2 },
        },
      },
    })) as unknown as Pages['pages'],
    failure: { body: { code: 50_000, message: 'System error' } },
  },
  linkedin: {
    account: '5',
    pages: [
      { body: { elements: [{ id: 1, ...row }], metadata: { nextPageToken: 'two' } } },
      {
        body: {
          elements: [
            { id: 2, ...row },
            { id: 3, name, status: 'PENDING_DELETION' },
          ],
          metadata: {},
        },
      },
    ],
    failure: { status: 503, body: { status: 503, message: 'Down' } },
  },
  twitter: {
    account: '18ce54d4x5t',
    pages: [
      { body: { data: [{ id: '1', name, entity_status: 'PAUSED' }], next_cursor: 'two' } },
      {
        body: {
          data: [
            { id: '2', name, entity_status: 'PAUSED' },
            { id: '3', name, entity_status: 'PAUSED', deleted: true },
          ],
          next_cursor: null,
        },
      },
    ],
    failure: { status: 503, body: { errors: [{ code: 'SERVICE_UNAVAILABLE', message: 'Down' }] } },
  },
  snapchat: {
    account: 'dbb95f66',
    pages: [
      {
        body: {
          ...{ request_status: 'SUCCESS', paging: { next_link: 'https://snapchat/v1/campaigns?cursor=two' } },
          campaigns: [{ sub_request_status: 'SUCCESS', campaign: { id: '1', ...row } }],
        },
      },
      {
        body: {
          request_status: 'SUCCESS',
          campaigns: [{ sub_request_status: 'SUCCESS', campaign: { id: '2', ...row } }],
        },
      },
    ],
    failure: { status: 500, body: { request_status: 'ERROR', error_code: 'E1', debug_message: 'Down' } },
  },
};

describe.each(platformName.options)('The list of all campaigns on %s', (platform) => {
  const { account, pages, failure } = pagesOf[platform];

  it('is read to its last page, without removed ones', async () => {
    const { adapter, call, sent } = scripted(platform, pages, account);
    expect(await adapter.listCampaigns(call)).toEqual([
      { platformCampaignId: '1', name },
      { platformCampaignId: '2', name },
    ]);
    expect(sent).toHaveLength(2);
  });

  it('makes no campaign missing when its second page fails', async () => {
    const { adapter, call } = scripted(platform, [pages[0], failure], account);
    const sighting = lookForCampaign({ ...adapter, readCampaign: unknown }, call, { ...sought, tag: 'op-x' }, {});
    await expect(sighting).rejects.toMatchObject({ class: 'transient' });
  });
});

describe('An operation on a campaign that is not known by its id', () => {
  const reconciliation = { direction: 'bidirectional', policy: { existence: 'theirs' }, lastApplied: null } as const;
  const tasks = (['push-settings', 'read-changes'] as const).map(
    (kind) => ({ ...sampleTask(kind), reconciliation }) as OperationTask,
  );

  it.each(tasks)(
    'comes again while the list of campaigns fails, and only then calls it missing: $kind',
    async (task) => {
      const lists = [failWith({ class: 'transient', code: '500', message: 'Page 2 is down' }), async () => []];
      const { start, due, handle, last } = await startWorker({
        readCampaign: unknown,
        listCampaigns: () => (lists.shift() ?? (async () => []))(),
      });
      await handle(await start(task));
      expect(await last()).toMatchObject({ type: 'OperationDeferred', data: { reason: 'retry' } });
      await handle(await due(task));
      expect(await last()).toMatchObject({
        type: 'OperationSucceeded',
        data: {
          result: {
            adopted: { removed: true },
            detected: [{ field: 'existence', before: 'missing', after: 'present' }],
          },
        },
      });
    },
  );

  it.each(tasks)('reviews nothing when the account cannot be listed, and says why: $kind', async (task) => {
    const listCampaigns = failWith({ class: 'validation', code: '100', message: 'Too much data' });
    const { start, handle, last } = await startWorker({ readCampaign: unknown, listCampaigns });
    await handle(await start(task));
    const unreviewed = ['existence', 'name', 'status', 'budget'].map((field) => ({
      ...{ field, difference: 'unreviewed', observed: null, action: 'none' },
      note: 'the campaigns of the account cannot be listed: Too much data',
    }));
    const event = await last();
    expect(event).toMatchObject({
      type: 'OperationSucceeded',
      data: { result: { detected: [], fields: unreviewed } },
    });
    expect(event).not.toHaveProperty('data.result.adopted');
  });

  it('fails without policies as it always did', async () => {
    const { start, handle, last } = await startWorker({ readCampaign: unknown });
    await handle(await start(sampleTask('push-settings')));
    expect(await last()).toMatchObject({ type: 'OperationFailed', data: { error: { class: 'not-found' } } });
  });
});
