import type { PlatformCall } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
});
afterEach(() => database.close());

const rows = async (): Promise<readonly Record<string, unknown>[]> => {
  await project(database.pool, store);
  const text = 'select * from read.platform_calls order by platform, called_at desc, call_id desc';
  return (await database.pool.query(text)).rows;
};

const second = (count: number): string => new Date(Date.parse('2026-03-02T00:00:00Z') + count * 1000).toISOString();
const answered = (count: number): PlatformCall => ({
  ...{ at: second(count), method: 'POST', path: `/v26.0/${count}`, status: 200, error: null },
  ...{ durationMs: 87, requestId: 'AbCd' },
});
const unanswered: PlatformCall = {
  ...{ at: second(1), method: 'POST', path: '/v26.0/77', status: null, error: 'timeout' },
  ...{ durationMs: 15_000, requestId: null },
};

describe('The requests to a platform', () => {
  it('are kept with what came of them, how long they took and what they were for', async () => {
    await story.called('pause', 'meta', 'pause-campaign', [unanswered, answered(2)]);
    const about = { platform: 'meta', operation: 'pause-campaign', org_id: story.ids.org };
    expect(await rows()).toMatchObject([
      { ...about, method: 'POST', path: '/v26.0/2', status: 200, error: null, duration_ms: 87, request_id: 'AbCd' },
      { ...about, path: '/v26.0/77', status: null, error: 'timeout', duration_ms: 15_000, request_id: null },
    ]);
  });

  it('are the last five hundred of each mapping, whatever the others have', async () => {
    const fifty = (from: number) => Array.from({ length: 50 }, (_, index) => answered(from + index));
    for (let run = 0; run < 11; run += 1) await story.called(`run ${run}`, 'meta', 'pause-campaign', fifty(run * 50));
    await story.called('other', 'google', 'pause-campaign', [answered(0)]);
    const all = await rows();
    const paths = all.filter(({ platform }) => platform === 'meta').map(({ path }) => path);
    expect(paths).toEqual(Array.from({ length: 500 }, (_, index) => `/v26.0/${549 - index}`));
    expect(all.filter(({ platform }) => platform === 'google')).toHaveLength(1);
  });

  it('are none when an outcome came without any', async () => {
    await story.called('pause', 'meta', 'pause-campaign', []);
    expect(await rows()).toEqual([]);
  });
});
