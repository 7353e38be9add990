import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../../state/facts.ts';
import { customerId, googleSandbox } from './testing/google-sandbox.ts';
import { campaignName, created, refusal } from './testing/requests.ts';

/** Four campaigns, of which the second is enabled, the third is removed and the fourth has an apostrophe. */
const populated = () => {
  const sandbox = googleSandbox();
  created(sandbox, { name: 'Alpha' });
  created(sandbox, { name: 'Beta', status: 'ENABLED' });
  created(sandbox, { name: 'Gamma', advertisingChannelType: 'DEMAND_GEN' });
  created(sandbox, { name: "Women's [op-7f3a]" });
  sandbox.post('campaigns:mutate', { operations: [{ remove: campaignName(21_000_000_003) }] });
  const found = (conditions: string): readonly unknown[] =>
    sandbox
      .rows(`SELECT campaign.name FROM campaign ${conditions}`)
      .map((row) => (row as { campaign: { name: string } }).campaign.name);
  return { ...sandbox, found };
};

describe('searching on Google', () => {
  it('answers only what was selected, with names in camelCase and int64 as text', () => {
    const { search } = populated();
    const query =
      "SELECT campaign.id, campaign.advertising_channel_type FROM campaign WHERE campaign.status = 'ENABLED'";
    expect(search(query)).toMatchObject({ status: 200, requestId: expect.any(String) });
    expect(search(query).body).toEqual({
      results: [
        {
          campaign: {
            resourceName: campaignName(21_000_000_002),
            id: '21000000002',
            advertisingChannelType: 'SEARCH',
          },
        },
      ],
      fieldMask: 'campaign.id,campaign.advertisingChannelType',
      queryResourceConsumption: '1',
    });
  });

  it('leaves false out', () => {
    const { rows } = populated();
    const [row] = rows(
      'SELECT campaign.network_settings.target_content_network, campaign_budget.explicitly_shared FROM campaign',
    );
    expect(row).toEqual({
      campaign: { resourceName: campaignName(21_000_000_001) },
      campaignBudget: { resourceName: `customers/${customerId}/campaignBudgets/9001` },
    });
  });

  it('tells of the customer', () => {
    const { rows } = populated();
    expect(rows('SELECT customer.id, customer.currency_code, customer.time_zone FROM customer LIMIT 1')).toEqual([
      {
        customer: {
          resourceName: `customers/${customerId}`,
          id: customerId,
          currencyCode: 'USD',
          timeZone: 'America/New_York',
        },
      },
    ]);
  });

  it('has no results at all for an id that does not exist, and is no error', () => {
    const answer = populated().search('SELECT campaign.id, campaign.name FROM campaign WHERE campaign.id = 4711');
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('results');
  });

  it('hides removed campaigns only where the query leaves them out', () => {
    const { found } = populated();
    expect(found('')).toEqual(['Alpha', 'Beta', 'Gamma', "Women's [op-7f3a]"]);
    expect(found("WHERE campaign.status != 'REMOVED'")).toEqual(['Alpha', 'Beta', "Women's [op-7f3a]"]);
    expect(found("WHERE campaign.status = 'REMOVED'")).toEqual(['Gamma']);
  });

  it.each([
    ["campaign.name = 'Alpha'", ['Alpha']],
    ["campaign.name = 'alpha'", []],
    ["campaign.name = 'Women\\'s [op-7f3a]' AND campaign.status != 'REMOVED'", ["Women's [op-7f3a]"]],
    ['campaign.name = "Women\'s [op-7f3a]"', ["Women's [op-7f3a]"]],
    ["campaign.name IN ('Alpha', 'Gamma')", ['Alpha', 'Gamma']],
    ["campaign.name LIKE '%[[]op-7f3a[]]'", ["Women's [op-7f3a]"]],
    ["campaign.name NOT LIKE '%a'", ["Women's [op-7f3a]"]],
    ['campaign.id = 21000000002', ['Beta']],
    ['campaign.id IN (21000000004, 21000000001)', ["Women's [op-7f3a]", 'Alpha']],
    ['campaign.id > 21000000002', ['Gamma', "Women's [op-7f3a]"]],
    ["campaign.status IN ('ENABLED', 'REMOVED')", ['Beta', 'Gamma']],
    ['campaign.status NOT IN (PAUSED)', ['Beta', 'Gamma']],
    ['campaign.network_settings.target_content_network = TRUE', []],
    [
      "campaign.start_date_time BETWEEN '2026-12-01' AND '2026-12-02 00:00:00' AND campaign.id < 21000000002",
      ['Alpha'],
    ],
    ['campaign.tracking_url_template IS NULL AND campaign.id < 21000000002', ['Alpha']],
  ])('finds what fulfils %s', (condition, names) => {
    expect(populated().found(`WHERE ${condition}`)).toEqual(names);
  });

  it('sorts and cuts off', () => {
    const { found } = populated();
    expect(found('ORDER BY campaign.status DESC, campaign.name DESC LIMIT 2')).toEqual(['Gamma', "Women's [op-7f3a]"]);
    expect(found("where campaign.status != 'REMOVED' order by campaign.name limit 1")).toEqual(['Alpha']);
  });

  it('is about one campaign when it asks for one', () => {
    const { search } = populated();
    expect(search('SELECT campaign.name FROM campaign WHERE campaign.id = 21000000002').concerning).toBe('21000000002');
    expect(search('SELECT campaign.name FROM campaign').concerning).toBeUndefined();
  });

  it.each([
    ['', 'QUERY_ERROR'],
    ['campaign.id FROM campaign', 'EXPECTED_SELECT'],
    ['SELECT campaign.id', 'EXPECTED_FROM'],
    ['SELECT campaign.id, FROM campaign', 'EXPECTED_FROM'],
    ['SELECT campaign.id FROM keyword_view', 'BAD_RESOURCE_TYPE_IN_FROM_CLAUSE'],
    ['SELECT campaign.start_date FROM campaign', 'UNRECOGNIZED_FIELD'],
    ['SELECT campaign.__proto__ FROM campaign', 'UNRECOGNIZED_FIELD'],
    ['SELECT campaign.id FROM customer', 'PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE'],
    ["SELECT customer.id FROM customer WHERE campaign.name = 'x'", 'PROHIBITED_RESOURCE_TYPE_IN_WHERE_CLAUSE'],
    ['SELECT campaign.id FROM campaign WHERE', 'UNEXPECTED_END_OF_QUERY'],
    ["SELECT campaign.id FROM campaign WHERE campaign.name ~ 'x'", 'BAD_SYMBOL'],
    ["SELECT campaign.id FROM campaign WHERE campaign.name REGEXP_MATCH 'x'", 'BAD_OPERATOR'],
    ["SELECT campaign.id FROM campaign WHERE campaign.name = 'x", 'STRING_NOT_TERMINATED'],
    ["SELECT campaign.id FROM campaign WHERE campaign.name = 'x\\n'", 'BAD_ESCAPE_SEQUENCE'],
    ['SELECT campaign.id FROM campaign WHERE campaign.name = Alpha', 'BAD_VALUE'],
    ["SELECT campaign.id FROM campaign WHERE campaign.name > 'x'", 'OPERATOR_FIELD_MISMATCH'],
    ["SELECT campaign.id FROM campaign WHERE campaign.status = 'ACTIVE'", 'BAD_ENUM_CONSTANT'],
    ["SELECT campaign.id FROM campaign WHERE campaign.id = 'one'", 'BAD_NUMBER'],
    ['SELECT campaign.id FROM campaign WHERE campaign.id IN ()', 'PROHIBITED_EMPTY_LIST_IN_CONDITION'],
    ['SELECT campaign.id FROM campaign WHERE campaign.id = 1 OR campaign.id = 2', 'EXPECTED_AND'],
    ['SELECT campaign.id FROM campaign LIMIT 0', 'LIMIT_VALUE_TOO_LOW'],
    ['SELECT campaign.id FROM campaign LIMIT 1 LIMIT 2', 'UNEXPECTED_INPUT'],
    ['SELECT campaign.id FROM campaign ORDER campaign.id', 'EXPECTED_BY'],
    ['SELECT campaign.id FROM campaign ORDER BY metrics.clicks', 'EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE'],
    ['SELECT segments.date, metrics.clicks FROM campaign', 'EXPECTED_FILTERS_ON_DATE_RANGE'],
    ["SELECT metrics.clicks FROM campaign WHERE segments.date >= '2026-12-01'", 'EXPECTED_FILTERS_ON_DATE_RANGE'],
    ["SELECT metrics.clicks FROM campaign WHERE segments.date = '2026-02-30'", 'INVALID_DATE_FORMAT'],
    [
      'SELECT metrics.clicks FROM campaign WHERE segments.date DURING LAST_8_DAYS',
      'INVALID_VALUE_WITH_DURING_OPERATOR',
    ],
    [
      "SELECT metrics.clicks FROM campaign WHERE segments.date BETWEEN '2026-12-02' AND '2026-12-01'",
      'INVALID_VALUE_WITH_BETWEEN_OPERATOR',
    ],
  ])('refuses %s', (query, name) => {
    expect(populated().search(query)).toMatchObject(refusal(400, 'queryError', name));
  });

  it('takes no page size', () => {
    const { post } = populated();
    expect(post('googleAds:search', { query: 'SELECT campaign.id FROM campaign', pageSize: 10 })).toMatchObject(
      refusal(400, 'requestError', 'PAGE_SIZE_NOT_SUPPORTED'),
    );
  });

  it('streams an array of batches, also when nothing is found, and errors in an array too', () => {
    const { post } = populated();
    const stream = (query: string) => post('googleAds:searchStream', { query });
    const one = stream('SELECT campaign.id FROM campaign WHERE campaign.id = 21000000001');
    expect(one.body).toEqual([
      {
        results: [{ campaign: { resourceName: campaignName(21_000_000_001), id: '21000000001' } }],
        fieldMask: 'campaign.id',
        requestId: one.requestId,
        queryResourceConsumption: '1',
      },
    ]);
    expect(stream('SELECT campaign.id FROM campaign WHERE campaign.id = 1').body).toEqual([
      { fieldMask: 'campaign.id', requestId: expect.any(String), queryResourceConsumption: '1' },
    ]);
    expect(stream('SELECT nothing FROM campaign')).toMatchObject({
      status: 400,
      body: [{ error: { details: [{ errors: [{ errorCode: { queryError: 'UNRECOGNIZED_FIELD' } }] }] } }],
    });
  });

  it('answers more than 10,000 rows page by page, and in one stream', () => {
    const { store, post } = googleSandbox();
    const facts = Array.from(
      { length: 10_001 },
      (_, serial): Fact => ({
        type: 'CampaignCreated',
        campaign: {
          platform: 'google',
          adAccountId: customerId,
          id: String(21_000_000_001 + serial),
          serial,
          name: `Campaign ${serial}`,
          status: 'paused',
          budget: { kind: 'none', micros: 0 },
          createdAt: 0,
          updatedAt: 0,
          details: {},
        },
      }),
    );
    store.commit(facts);
    type Page = { results: { campaign: { id: string } }[]; nextPageToken?: string };
    const query = 'SELECT campaign.id FROM campaign';
    const first = post('googleAds:search', { query }).body as Page;
    expect(first.results).toHaveLength(10_000);
    const second = post('googleAds:search', { query, pageToken: first.nextPageToken }).body as Page;
    expect(second.results.map(({ campaign }) => campaign.id)).toEqual(['21000010001']);
    expect(second).not.toHaveProperty('nextPageToken');
    const other = { query: `${query} LIMIT 5`, pageToken: first.nextPageToken };
    expect(post('googleAds:search', other)).toMatchObject(refusal(400, 'requestError', 'INVALID_PAGE_TOKEN'));
    const batches = post('googleAds:searchStream', { query }).body as Page[];
    expect(batches.map(({ results }) => results.length)).toEqual([10_000, 1]);
  });
});
