import type { EventStore } from '@campaigns/event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeAll(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
});
afterAll(() => database.close());

const rows = async (): Promise<readonly Record<string, unknown>[]> => {
  await project(database.pool, store);
  const { rows: all } = await database.pool.query(
    'select * from read.attribution_touchpoints order by customer_key, occurred_at',
  );
  return all;
};

describe('Touchpoints', () => {
  it('are shown as they were imported, amounts exact', async () => {
    const importedAt = new Date(story.log.now());
    await story.touchpoints('anna');
    const common = { org_id: story.ids.org, customer_key: story.id('customer', 'anna'), imported_at: importedAt };
    expect(await rows()).toEqual([
      {
        ...{ ...common, touchpoint_id: story.id('click', 'anna'), kind: 'touch', platform: 'meta', value: null },
        ...{ orchestration_id: story.ids.orchestration, currency: null, event_id: expect.any(String) },
        occurred_at: new Date('2026-03-01T10:00:00.000Z'),
      },
      {
        ...{
          ...common,
          touchpoint_id: story.id('sale', 'anna'),
          kind: 'conversion',
          platform: null,
          value: '12.340000',
        },
        ...{ orchestration_id: null, currency: 'USD', event_id: expect.any(String) },
        occurred_at: new Date('2026-03-01T10:01:00.000Z'),
      },
    ]);
  });

  it('stay as they are when they are imported again, and new ones come beside them', async () => {
    const before = await rows();
    await story.touchpoints('anna', 'bert');
    const after = await rows();
    expect(after).toHaveLength(4);
    expect(after).toEqual(expect.arrayContaining([...before]));
    expect((await database.pool.query('select from read_meta.failed_events')).rowCount).toBe(0);
  });
});
