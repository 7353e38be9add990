import type { Money } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted, lived, paused } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
});
afterEach(() => database.close());

/** What was known of Meta, from each change on. */
const ofMeta = async (): Promise<readonly string[]> => {
  await project(database.pool, store);
  const { rows } = await database.pool.query<{ line: string }>(
    `select concat_ws(' ', status, platform_campaign_id, allocated_budget::int, 'of', total_budget::int, currency) as line
     from read.platform_history where platform = 'meta' order by revision`,
  );
  return [...new Set(rows.map(({ line }) => line))];
};

describe('The history of a platform', () => {
  it('shows status, campaign and budget as they were after each change', async () => {
    await story.changeBudget();
    await paused(story);
    expect(await ofMeta()).toEqual([
      'pending 50 of 100 USD',
      'creating 50 of 100 USD',
      'active meta-1 50 of 100 USD',
      'active meta-1 80 of 200 USD',
      'paused meta-1 80 of 200 USD',
    ]);
  });

  it('shows what somebody changed on the platform and was taken over', async () => {
    const about = { ...story.about, mappingId: story.mapping('meta'), workflowId: story.id('sync') };
    const adopt = (adopted: Readonly<{ budget?: Money; status?: 'paused'; removed?: true }>) =>
      story.log.record(story.stream, 'ExternalChangeAdopted', {
        ...{ ...about, platform: 'meta', adopted, at: story.log.now() },
      });
    await adopt({ budget: { micros: 60_000_000, currency: 'USD' }, status: 'paused' });
    await adopt({ removed: true });
    expect((await ofMeta()).slice(-2)).toEqual(['paused meta-1 60 of 100 USD', 'failed 60 of 100 USD']);
  });

  it('ends with what the platforms are', async () => {
    const { database: other, store: life } = await oneOrganization(lived);
    await project(other.pool, life);
    const columns = 'mapping_id, status, platform_campaign_id, currency, allocated_budget';
    const { rows } = await other.pool.query(
      `select ${columns} from read.orchestration_platforms
       except (select distinct on (mapping_id) ${columns} from read.platform_history order by mapping_id, revision desc)`,
    );
    expect(rows).toEqual([]);
    await other.close();
  });

  it('is the same when the log is read event by event', async () => {
    await paused(story);
    const select = 'select h::text as line from read.platform_history h order by mapping_id, revision';
    await project(database.pool, store);
    const { rows: atOnce } = await database.pool.query(select);
    const { database: other } = await oneOrganization();
    await project(other.pool, store, [1]);
    expect((await other.pool.query(select)).rows).toEqual(atOnce);
    await other.close();
  });
});
