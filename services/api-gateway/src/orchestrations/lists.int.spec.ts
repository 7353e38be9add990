import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
  for (let index = 1; index <= 7; index += 1)
    await org.draft({ name: `Campaign ${index}`, total_budget: 100 * (index % 3) + 10 });
}, 60_000);
afterAll(() => api.stop());

type Listed = Readonly<{ name: string; total_budget: number; created_at: string }>;

const list = async (query: string) => {
  const answer = await org.viewer('GET', `${prefix}${query}`);
  restOperations.listOrchestrations.response.parse(answer.body);
  return answer.body as { orchestrations: Listed[]; next_cursor: string | null };
};
const names = async (query: string): Promise<string[]> => (await list(query)).orchestrations.map(({ name }) => name);

const pages = async (query: string, between: () => Promise<unknown> = async () => undefined): Promise<Listed[]> => {
  const found: Listed[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(`${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
    found.push(...page.orchestrations);
    cursor = page.next_cursor;
    if (cursor !== null) await between();
  } while (cursor !== null);
  return found;
};

describe('The list of orchestrations', () => {
  it.each(['created_at', 'updated_at', 'name', 'total_budget'])(
    'sorted by %s pages through all, once each',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const whole = await names(`?sort=${sort}&order=${order}`);
        expect(whole).toHaveLength(7);
        const paged = await pages(`?sort=${sort}&order=${order}&limit=2`);
        expect(paged.map(({ name }) => name)).toEqual(whole);
      }
    },
  );

  it('sorts amounts as numbers, with equal ones in a fixed order', async () => {
    const amounts = (await pages('?sort=total_budget&order=asc&limit=3')).map(({ total_budget }) => total_budget);
    expect(amounts).toEqual([10, 10, 110, 110, 110, 210, 210]);
  });

  it('neither repeats nor skips anything when others are added between the pages', async () => {
    const other = await organisation(api);
    for (let index = 0; index < 5; index += 1) await other.draft({ name: `Old ${index}` });
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: Awaited<ReturnType<typeof list>> = (await other.viewer('GET', `${prefix}${query}`)).body;
      found.push(...page.orchestrations.map(({ name }: Listed) => name));
      cursor = page.next_cursor;
      if (cursor !== null) await other.draft({ name: 'New' });
    } while (cursor !== null);
    expect(found).toEqual(['Old 4', 'Old 3', 'Old 2', 'Old 1', 'Old 0']);
  });

  it('filters by status, platform, template, text and date', async () => {
    expect(await names('?status=draft')).toHaveLength(7);
    expect(await names('?status=active')).toEqual([]);
    expect(await names('?platform=google')).toHaveLength(7);
    expect(await names('?platform=snapchat')).toEqual([]);
    expect(await names(`?template_id=${org.templateId}`)).toHaveLength(7);
    expect(await names('?q=CAMPAIGN%203')).toEqual(['Campaign 3']);
    expect(await names('?q=%25')).toEqual([]);
    expect(await names('?q=_ampaign')).toEqual([]);
    expect(await names('?created_from=2000-01-01&created_to=2001-01-01T00:00:00Z')).toEqual([]);
    expect(await names('?created_from=2000-01-01')).toHaveLength(7);
  });

  it('refuses a broken cursor and one of another order', async () => {
    const { next_cursor } = await list('?limit=2');
    for (const query of [
      '?cursor=%25%25',
      '?cursor=e30',
      `?sort=name&cursor=${next_cursor}`,
      `?order=asc&cursor=${next_cursor}`,
    ]) {
      const answer = await org.viewer('GET', `${prefix}${query}`);
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid-cursor']);
    }
    expect((await org.viewer('GET', `${prefix}?cursor=`)).status).toBe(400);
    expect((await org.viewer('GET', `${prefix}?limit=201`)).status).toBe(400);
  });

  it('survives a cursor that was made up with a far value', async () => {
    const forge = (value: string) =>
      Buffer.from(JSON.stringify({ sort: 'created_at', order: 'desc', value, id: org.templateId })).toString(
        'base64url',
      );
    for (const value of ['9999999999999999', '-9999999999999999', '0']) {
      const answer = await org.viewer('GET', `${prefix}?cursor=${forge(value)}`);
      expect([value, [200, 400]]).toEqual([value, expect.arrayContaining([answer.status])]);
    }
  });

  it('shows nothing of another organisation', async () => {
    const other = await organisation(api);
    expect((await other.viewer('GET', prefix)).body.orchestrations).toEqual([]);
    expect((await other.viewer('GET', `${prefix}/templates`)).body.templates).toHaveLength(1);
  });
});
