import { describe, expect, it } from '@jest/globals';
import { google } from './index.ts';
import { type GoogleSandbox, googleSandbox } from './testing/google-sandbox.ts';
import { budgetName, campaignFields, campaignName, created, creation, refusal } from './testing/requests.ts';

type Fields = Readonly<Record<string, unknown>>;

const update = (sandbox: GoogleSandbox, id: string, fields: Fields, updateMask?: string) =>
  sandbox.post('campaigns:mutate', {
    operations: [
      { update: { resourceName: campaignName(id), ...fields }, ...(updateMask === undefined ? {} : { updateMask }) },
    ],
  });
const updateBudget = (sandbox: GoogleSandbox, fields: Fields, updateMask: string) =>
  sandbox.post('campaignBudgets:mutate', {
    operations: [{ update: { resourceName: budgetName(9001), ...fields }, updateMask }],
  });
const read = (sandbox: GoogleSandbox): unknown =>
  sandbox.rows(
    'SELECT campaign.name, campaign.status, campaign.end_date_time, campaign.bidding_strategy_type, campaign_budget.amount_micros FROM campaign',
  )[0];

describe('changing a campaign on Google', () => {
  it('changes what the mask names and nothing else', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    const answer = update(
      sandbox,
      id,
      { name: 'New', status: 'ENABLED', endDateTime: '2027-01-31 23:59:59' },
      'name,status',
    );
    expect(answer).toMatchObject({ status: 200, body: { results: [{ resourceName: campaignName(id) }] } });
    expect(read(sandbox)).toMatchObject({
      campaign: { name: 'New', status: 'ENABLED', endDateTime: '2026-12-31 23:59:59' },
    });
  });

  it('clears what the mask names and the campaign does not have', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    expect(update(sandbox, id, {}, 'end_date_time')).toMatchObject({ status: 200 });
    expect(read(sandbox)).not.toHaveProperty('campaign.endDateTime');
    expect(update(sandbox, id, {}, 'name')).toMatchObject(refusal(400, 'fieldError', 'FIELD_CANNOT_BE_CLEARED'));
  });

  it('sets and clears a single network', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    const networks =
      'SELECT campaign.network_settings.target_google_search, campaign.network_settings.target_search_network, campaign.network_settings.target_content_network FROM campaign';
    const networkSettings = { targetContentNetwork: true };
    const mask = 'networkSettings.targetContentNetwork,network_settings.target_search_network';
    expect(update(sandbox, id, { networkSettings }, mask)).toMatchObject({ status: 200 });
    expect(sandbox.rows(networks)).toEqual([
      {
        campaign: {
          resourceName: campaignName(id),
          networkSettings: { targetGoogleSearch: true, targetContentNetwork: true },
        },
      },
    ]);
    expect(update(sandbox, id, { networkSettings }, 'networkSettings')).toMatchObject(
      refusal(400, 'fieldMaskError', 'FIELD_HAS_SUBFIELDS'),
    );
  });

  it('puts a new bidding strategy in the place of the old one', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    update(sandbox, id, { maximizeConversions: { targetCpaMicros: '2000000' } }, 'maximizeConversions.targetCpaMicros');
    expect(read(sandbox)).toMatchObject({ campaign: { biddingStrategyType: 'MAXIMIZE_CONVERSIONS' } });
    expect(update(sandbox, id, {}, 'maximizeConversions')).toMatchObject(
      refusal(400, 'fieldError', 'FIELD_CANNOT_BE_CLEARED'),
    );
  });

  it.each([
    ['without a mask', { status: 'PAUSED' }, undefined, 'fieldMaskError', 'FIELD_MASK_MISSING'],
    ['of a field that does not exist', {}, 'budget', 'fieldMaskError', 'FIELD_NOT_FOUND'],
    [
      'of the channel',
      { advertisingChannelType: 'DISPLAY' },
      'advertisingChannelType',
      'fieldError',
      'IMMUTABLE_FIELD',
    ],
    [
      'of the start, once it has started',
      { startDateTime: '2026-12-05 00:00:00' },
      'startDateTime',
      'campaignError',
      'CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED',
    ],
    [
      'to an end in the past',
      { endDateTime: '2026-11-30 23:59:59' },
      'endDateTime',
      'campaignError',
      'CANNOT_SET_DATE_TO_PAST',
    ],
    ['to removed', { status: 'REMOVED' }, 'status', 'campaignError', 'INVALID_STATUS_CHANGE'],
    [
      'to no declaration',
      {},
      'containsEuPoliticalAdvertising',
      'mutateError',
      'EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED',
    ],
  ])('refuses an update %s', (_what, fields, mask, family, name) => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    const before = read(sandbox);
    expect(update(sandbox, id, fields, mask)).toMatchObject(refusal(400, family, name));
    expect(read(sandbox)).toEqual(before);
  });

  it('moves a flight that has not begun, and keeps its start before its end', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox, { startDateTime: '2026-12-10 00:00:00' });
    const moved = { startDateTime: '2026-12-05 00:00:00', endDateTime: '2026-12-20 23:59:59' };
    expect(update(sandbox, id, moved, 'startDateTime,endDateTime')).toMatchObject({ status: 200 });
    expect(sandbox.rows('SELECT campaign.start_date_time, campaign.end_date_time FROM campaign')).toMatchObject([
      { campaign: moved },
    ]);
    expect(update(sandbox, id, { startDateTime: '2026-12-21 00:00:00' }, 'startDateTime')).toMatchObject(
      refusal(400, 'dateRangeError', 'START_DATE_AFTER_END_DATE'),
    );
  });

  it('does not take the end from a campaign with a total budget, nor give it a daily one', () => {
    const sandbox = googleSandbox();
    const total = { period: 'CUSTOM_PERIOD', amountMicros: undefined, totalAmountMicros: '3000000000' };
    const id = created(sandbox, {}, total);
    expect(update(sandbox, id, {}, 'endDateTime')).toMatchObject(
      refusal(400, 'campaignError', 'END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET'),
    );
    const create = { name: 'Team', amountMicros: '10000000' };
    sandbox.post('campaignBudgets:mutate', { operations: [{ create }] });
    expect(update(sandbox, id, { campaignBudget: budgetName(9002) }, 'campaignBudget')).toMatchObject(
      refusal(400, 'campaignError', 'CANNOT_CHANGE_BUDGET_PERIOD'),
    );
  });

  it('moves a campaign to a shared budget, which it then spends with the others', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox, { status: 'ENABLED' });
    created(sandbox, { name: 'Other', status: 'ENABLED' }, { name: 'Team', explicitlyShared: true });
    update(sandbox, id, { campaignBudget: budgetName(9002) }, 'campaign_budget');
    expect(sandbox.rows('SELECT campaign_budget.reference_count FROM campaign_budget')).toMatchObject([
      { campaignBudget: { resourceName: budgetName(9001) } },
      { campaignBudget: { resourceName: budgetName(9002), referenceCount: '2' } },
    ]);
    expect(sandbox.store.state.campaigns.get(`google/${id}`)?.budget.sharedBy).toBe(2);
  });

  it('keeps names apart, but for a campaign that keeps its own', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    created(sandbox, { name: 'Other' });
    expect(update(sandbox, id, { name: 'Other' }, 'name')).toMatchObject(
      refusal(400, 'campaignError', 'DUPLICATE_CAMPAIGN_NAME'),
    );
    expect(update(sandbox, id, { name: campaignFields['name'] }, 'name')).toMatchObject({ status: 200 });
  });

  it('removes a campaign for good, with the budget of its own, and frees its name', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    const operations = [{ remove: campaignName(id) }];
    expect(sandbox.post('campaigns:mutate', { operations })).toMatchObject({
      status: 200,
      body: { results: [{ resourceName: campaignName(id) }] },
    });
    expect(sandbox.rows("SELECT campaign.id FROM campaign WHERE campaign.status != 'REMOVED'")).toEqual([]);
    expect(sandbox.rows(`SELECT campaign.status FROM campaign WHERE campaign.id = ${id}`)).toMatchObject([
      { campaign: { status: 'REMOVED' } },
    ]);
    expect(sandbox.rows('SELECT campaign_budget.status FROM campaign_budget')).toMatchObject([
      { campaignBudget: { status: 'REMOVED' } },
    ]);
    const gone = refusal(400, 'contextError', 'OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE');
    expect(sandbox.post('campaigns:mutate', { operations })).toMatchObject(gone);
    expect(update(sandbox, id, { status: 'ENABLED' }, 'status')).toMatchObject(gone);
    expect(created(sandbox)).not.toBe(id);
  });

  it.each([
    ['that nobody created', campaignName(21_000_000_009), 'mutateError', 'RESOURCE_NOT_FOUND'],
    ['of another customer', 'customers/4445556666/campaigns/21000000001', 'mutateError', 'RESOURCE_NOT_FOUND'],
    ['whose name is none', '21000000001', 'requestError', 'RESOURCE_NAME_MALFORMED'],
  ])('cannot remove a campaign %s', (_what, name, family, code) => {
    const sandbox = googleSandbox();
    created(sandbox);
    expect(sandbox.post('campaigns:mutate', { operations: [{ remove: name }] })).toMatchObject(
      refusal(400, family, code),
    );
  });

  it('knows what each request is for', () => {
    const { operationOf } = googleSandbox();
    const operation = (fields: Fields, updateMask: string) =>
      operationOf('campaigns:mutate', { operations: [{ update: fields, updateMask }] });
    expect(operationOf('googleAds:mutate', creation())).toBe('create');
    expect(operation({ status: 'PAUSED' }, 'status')).toBe('pause');
    expect(operation({ status: 'ENABLED' }, 'status')).toBe('resume');
    expect(operation({ status: 'ENABLED', name: 'New' }, 'name,status')).toBe('update');
    expect(operationOf('campaigns:mutate', { operations: [{ remove: campaignName(1) }] })).toBe('delete');
    expect(operationOf('googleAds:search', { query: 'SELECT campaign.id FROM campaign WHERE campaign.id = 1' })).toBe(
      'read',
    );
    expect(operationOf('googleAds:search', { query: 'SELECT campaign.id FROM campaign' })).toBe('list');
    expect(operationOf('googleAds:search', { query: 'SELECT customer.id FROM customer' })).toBe('verify');
    expect(operationOf('googleAds:search', { query: 'SELECT metrics.clicks FROM campaign' })).toBe('report');
  });
});

describe('changing a budget on Google', () => {
  it('sets another amount, which the campaign then spends', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    expect(updateBudget(sandbox, { amountMicros: '75000000' }, 'amountMicros')).toMatchObject({
      status: 200,
      body: { results: [{ resourceName: budgetName(9001) }] },
    });
    expect(read(sandbox)).toMatchObject({ campaignBudget: { amountMicros: '75000000' } });
    expect(sandbox.store.state.campaigns.get(`google/${id}`)?.budget).toEqual({ kind: 'daily', micros: 75_000_000 });
  });

  it.each([
    ['no amount', {}, 'amountMicros', 'fieldError', 'FIELD_CANNOT_BE_CLEARED'],
    [
      'a part of a cent',
      { amountMicros: '75000001' },
      'amountMicros',
      'campaignBudgetError',
      'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT',
    ],
    ['another period', { period: 'CUSTOM_PERIOD' }, 'period', 'campaignError', 'CANNOT_CHANGE_BUDGET_PERIOD'],
    [
      'a name of its own',
      { name: 'Mine' },
      'name',
      'campaignBudgetError',
      'CANNOT_MODIFY_FIELD_OF_IMPLICITLY_SHARED_CAMPAIGN_BUDGET',
    ],
  ])('refuses %s', (_what, fields, mask, family, name) => {
    const sandbox = googleSandbox();
    created(sandbox);
    expect(updateBudget(sandbox, fields, mask)).toMatchObject(refusal(400, family, name));
  });

  it('is not removed while a campaign spends it', () => {
    const sandbox = googleSandbox();
    created(sandbox, {}, { explicitlyShared: true });
    const operations = [{ remove: budgetName(9001) }];
    expect(sandbox.post('campaignBudgets:mutate', { operations })).toMatchObject(
      refusal(400, 'campaignBudgetError', 'CAMPAIGN_BUDGET_IN_USE'),
    );
    sandbox.post('campaigns:mutate', { operations: [{ remove: campaignName(21_000_000_001) }] });
    expect(sandbox.post('campaignBudgets:mutate', { operations })).toMatchObject({ status: 200 });
  });

  it('divides a shared budget among the campaigns that are enabled', () => {
    const sandbox = googleSandbox();
    const first = created(sandbox, { status: 'ENABLED' }, { explicitlyShared: undefined });
    const second = { ...campaignFields, name: 'Second', campaignBudget: budgetName(9001) };
    sandbox.post('campaigns:mutate', { operations: [{ create: second }] });
    const share = () => sandbox.store.state.campaigns.get(`google/${first}`)?.budget.sharedBy;
    expect(share()).toBe(1);
    update(sandbox, '21000000002', { status: 'ENABLED' }, 'status');
    expect(share()).toBe(2);
    update(sandbox, '21000000002', { status: 'PAUSED' }, 'status');
    expect(share()).toBe(1);
  });

  it('cannot have the name of another shared budget', () => {
    const sandbox = googleSandbox();
    const create = { name: 'Team', amountMicros: '10000000' };
    sandbox.post('campaignBudgets:mutate', { operations: [{ create }] });
    expect(sandbox.post('campaignBudgets:mutate', { operations: [{ create }] })).toMatchObject(
      refusal(400, 'campaignBudgetError', 'DUPLICATE_NAME'),
    );
  });
});

describe('an edit behind our back', () => {
  const edited = (sandbox: GoogleSandbox, id: string, edit: Parameters<typeof google.edit>[1]): void => {
    const campaign = sandbox.store.state.campaigns.get(`google/${id}`);
    if (campaign === undefined) throw new Error(`there is no campaign ${id}`);
    sandbox.store.commit(google.edit(campaign, edit, sandbox.store));
  };

  it('is seen by the next read: name, status and the amount of the budget', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    edited(sandbox, id, { name: 'By hand', status: 'active', budgetMicros: 20_000_000 });
    expect(read(sandbox)).toMatchObject({
      campaign: { name: 'By hand', status: 'ENABLED' },
      campaignBudget: { amountMicros: '20000000' },
    });
  });

  it('removes a campaign together with its budget', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    edited(sandbox, id, { deleted: true });
    expect(sandbox.rows('SELECT campaign.status, campaign_budget.status FROM campaign')).toMatchObject([
      { campaign: { status: 'REMOVED' }, campaignBudget: { status: 'REMOVED' } },
    ]);
  });
});
