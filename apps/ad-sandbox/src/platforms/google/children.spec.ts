import { describe, expect, it } from '@jest/globals';
import { customerId, type GoogleSandbox, googleSandbox } from './testing/google-sandbox.ts';
import { campaignName, created, creation, refusal } from './testing/requests.ts';

type Fields = Readonly<Record<string, unknown>>;

const named = (collection: string, id: string | number): string => `customers/${customerId}/${collection}/${id}`;
const adGroupId = 150_000_000_001;
const firstCampaign = 21_000_000_001;
const texts = (...all: readonly string[]) => all.map((text) => ({ text }));
const searchAd = {
  headlines: texts('Running shoes', '20% off', 'Free delivery'),
  descriptions: texts('Spring prices until Sunday.', 'Order today.'),
};
const adFields = (ad: Fields = {}): Fields => ({
  adGroup: named('adGroups', adGroupId),
  ad: { finalUrls: ['https://shop.example.com/'], responsiveSearchAd: searchAd, ...ad },
});
const mutate = (sandbox: GoogleSandbox, collection: string, ...operations: readonly Fields[]) =>
  sandbox.post(`${collection}:mutate`, { operations });
const adGroup = (more: Fields = {}): Fields => ({
  create: { campaign: campaignName(firstCampaign), name: 'Main', type: 'SEARCH_STANDARD', ...more },
});

/** A customer with one search campaign and an ad group in it. */
const populated = (campaign: Fields = {}): GoogleSandbox => {
  const sandbox = googleSandbox();
  created(sandbox, campaign);
  expect(mutate(sandbox, 'adGroups', adGroup({ type: undefined }))).toMatchObject({ status: 200 });
  return sandbox;
};

/** The whole hierarchy, by temporary ids. */
const hierarchy = (...more: readonly Fields[]) => {
  const { mutateOperations } = creation({ resourceName: campaignName(-2) });
  const operations = [
    {
      campaignCriterionOperation: {
        create: { campaign: campaignName(-2), location: { geoTargetConstant: 'geoTargetConstants/2840' } },
      },
    },
    { adGroupOperation: { create: { resourceName: named('adGroups', -3), campaign: campaignName(-2), name: 'Main' } } },
    {
      adGroupCriterionOperation: {
        create: { adGroup: named('adGroups', -3), ageRange: { type: 'AGE_RANGE_18_24' }, negative: true },
      },
    },
    { adGroupAdOperation: { create: { ...adFields(), adGroup: named('adGroups', -3), status: 'PAUSED' } } },
  ];
  return { mutateOperations: [...mutateOperations, ...operations, ...more] };
};

describe('what stands under a campaign on Google', () => {
  it('is made in one request, with results in the order of the operations', () => {
    expect(googleSandbox().post('googleAds:mutate', hierarchy())).toMatchObject({
      status: 200,
      body: {
        mutateOperationResponses: [
          { campaignBudgetResult: { resourceName: named('campaignBudgets', 9001) } },
          { campaignResult: { resourceName: campaignName(firstCampaign) } },
          { campaignCriterionResult: { resourceName: named('campaignCriteria', `${firstCampaign}~2840`) } },
          { adGroupResult: { resourceName: named('adGroups', adGroupId) } },
          { adGroupCriterionResult: { resourceName: named('adGroupCriteria', `${adGroupId}~503001`) } },
          { adGroupAdResult: { resourceName: named('adGroupAds', `${adGroupId}~700000000001`) } },
        ],
      },
    });
  });

  it('is not there at all when one operation fails', () => {
    const sandbox = googleSandbox();
    const twin = { adGroupOperation: { create: { campaign: campaignName(-2), name: 'Main' } } };
    const answer = sandbox.post('googleAds:mutate', hierarchy(twin));
    expect(answer).toMatchObject(refusal(400, 'adGroupError', 'DUPLICATE_ADGROUP_NAME'));
    for (const from of ['campaign', 'ad_group', 'ad_group_ad']) {
      expect(sandbox.rows(`SELECT ${from}.resource_name FROM ${from}`)).toEqual([]);
    }
  });

  it('comes after what it refers to', () => {
    const { mutateOperations } = hierarchy();
    const answer = googleSandbox().post('googleAds:mutate', { mutateOperations: [...mutateOperations].reverse() });
    expect(answer).toMatchObject(refusal(400, 'mutateError', 'RESOURCE_NOT_FOUND'));
  });

  it('may have the name of an ad group that was removed', () => {
    const sandbox = populated();
    expect(mutate(sandbox, 'adGroups', adGroup())).toMatchObject(
      refusal(400, 'adGroupError', 'DUPLICATE_ADGROUP_NAME'),
    );
    mutate(sandbox, 'adGroups', { remove: named('adGroups', adGroupId) });
    expect(mutate(sandbox, 'adGroups', adGroup())).toMatchObject({ status: 200 });
  });

  it.each<readonly [string, string, Fields, string, string]>([
    [
      'an ad group of another channel',
      'adGroups',
      adGroup({ name: 'B', type: 'DISPLAY_STANDARD' }),
      'adGroupError',
      'ADGROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE',
    ],
    ['an ad group without a campaign', 'adGroups', { create: { name: 'B' } }, 'fieldError', 'REQUIRED'],
    [
      'two headlines',
      'adGroupAds',
      { create: adFields({ responsiveSearchAd: { ...searchAd, headlines: texts('A', 'B') } }) },
      'collectionSizeError',
      'TOO_FEW',
    ],
    [
      'a headline of 31 characters',
      'adGroupAds',
      { create: adFields({ responsiveSearchAd: { ...searchAd, headlines: texts('A', 'B', 'x'.repeat(31)) } }) },
      'stringLengthError',
      'TOO_LONG',
    ],
    ['an ad that leads nowhere', 'adGroupAds', { create: adFields({ finalUrls: [] }) }, 'fieldError', 'REQUIRED'],
    [
      'a display ad in a search campaign',
      'adGroupAds',
      { create: adFields({ responsiveSearchAd: undefined, responsiveDisplayAd: {} }) },
      'contextError',
      'OPERATION_NOT_PERMITTED_FOR_CONTEXT',
    ],
    [
      'an ad of another ad group',
      'adGroupAds',
      { create: adFields({ id: '7' }) },
      'adGroupAdError',
      'AD_SHARING_NOT_ALLOWED',
    ],
    [
      'an ad against the policy',
      'adGroupAds',
      { create: adFields({ finalUrls: ['https://prohibited.example/'] }) },
      'policyFindingError',
      'POLICY_FINDING',
    ],
    [
      'interests in a search campaign',
      'adGroupCriteria',
      { create: { adGroup: named('adGroups', adGroupId), userInterest: { userInterestCategory: 'x' } } },
      'criterionError',
      'CANNOT_ADD_USER_INTERESTS_TO_SEARCH_CAMPAIGNS',
    ],
  ])('is refused: %s', (_what, collection, operation, family, name) => {
    expect(mutate(populated(), collection, operation)).toMatchObject(refusal(400, family, name));
  });

  it('has criteria that are removed and made, never changed', () => {
    const sandbox = populated();
    const criterion = { adGroup: named('adGroups', adGroupId), gender: { type: 'MALE' }, negative: true };
    const name = named('adGroupCriteria', `${adGroupId}~10`);
    mutate(sandbox, 'adGroupCriteria', { create: criterion });
    const update = { update: { resourceName: name, negative: false }, updateMask: 'negative' };
    expect(mutate(sandbox, 'adGroupCriteria', update)).toMatchObject(refusal(400, 'fieldError', 'IMMUTABLE_FIELD'));
    expect(mutate(sandbox, 'adGroupCriteria', { create: criterion })).toMatchObject(
      refusal(400, 'mutateError', 'RESOURCE_ALREADY_EXISTS'),
    );
    const again = mutate(sandbox, 'adGroupCriteria', { remove: name }, { create: { ...criterion, negative: false } });
    expect(again).toMatchObject({ status: 200 });
    expect(
      sandbox.rows(
        "SELECT ad_group_criterion.gender.type FROM ad_group_criterion WHERE ad_group_criterion.status != 'REMOVED'",
      ),
    ).toMatchObject([{ adGroupCriterion: { gender: { type: 'MALE' } } }]);
  });

  it('has at most three enabled search ads in an ad group', () => {
    const sandbox = populated();
    for (const _ of [1, 2, 3]) expect(mutate(sandbox, 'adGroupAds', { create: adFields() }).status).toBe(200);
    expect(mutate(sandbox, 'adGroupAds', { create: adFields() })).toMatchObject(
      refusal(400, 'resourceCountLimitExceededError', 'RESOURCE_LIMIT'),
    );
    expect(mutate(sandbox, 'adGroupAds', { create: { ...adFields(), status: 'PAUSED' } }).status).toBe(200);
  });

  it('shows images that were uploaded before', () => {
    const sandbox = populated({
      advertisingChannelType: 'DEMAND_GEN',
      targetSpend: undefined,
      maximizeConversions: {},
    });
    const image = { create: { name: 'Wide', type: 'IMAGE', imageAsset: { data: 'aGVsbG8=' } } };
    expect(mutate(sandbox, 'assets', image)).toMatchObject({
      body: { results: [{ resourceName: named('assets', 55_000_001) }] },
    });
    const ad = (id: number): Fields => {
      const images = [{ asset: named('assets', id) }];
      const { headlines, descriptions } = searchAd;
      const content = { headlines, descriptions, businessName: 'Shop', marketingImages: images, logoImages: images };
      return { create: adFields({ responsiveSearchAd: undefined, demandGenMultiAssetAd: content }) };
    };
    expect(mutate(sandbox, 'adGroupAds', ad(55_000_001)).status).toBe(200);
    expect(mutate(sandbox, 'adGroupAds', ad(4711))).toMatchObject(refusal(400, 'mutateError', 'RESOURCE_NOT_FOUND'));
  });

  it('cannot be changed any more once its campaign is removed', () => {
    const sandbox = populated();
    mutate(sandbox, 'adGroupAds', { create: adFields() });
    mutate(sandbox, 'campaigns', { remove: campaignName(firstCampaign) });
    const update = (name: string) => ({ update: { resourceName: name, status: 'PAUSED' }, updateMask: 'status' });
    const removed = refusal(400, 'contextError', 'OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE');
    expect(mutate(sandbox, 'adGroups', update(named('adGroups', adGroupId)))).toMatchObject(removed);
    const ad = named('adGroupAds', `${adGroupId}~700000000001`);
    expect(mutate(sandbox, 'adGroupAds', update(ad))).toMatchObject(removed);
    expect(sandbox.rows('SELECT ad_group_ad.status FROM ad_group_ad')).toMatchObject([
      { adGroupAd: { status: 'ENABLED' } },
    ]);
  });

  it('has no ad groups in Performance Max', () => {
    const sandbox = googleSandbox();
    created(sandbox, { advertisingChannelType: 'PERFORMANCE_MAX', targetSpend: undefined, maximizeConversions: {} });
    expect(mutate(sandbox, 'adGroups', adGroup({ type: undefined }))).toMatchObject(
      refusal(400, 'operationAccessDeniedError', 'OPERATION_NOT_PERMITTED_FOR_CAMPAIGN_TYPE'),
    );
  });
});

describe('the log of changes on Google', () => {
  const field = 'change_status.last_change_date_time';
  const select = 'SELECT change_status.resource_type, change_status.resource_status FROM change_status';
  const days = `${field} >= '2026-11-30' AND ${field} <= '2026-12-31'`;

  it('names what was added, changed and removed', () => {
    const sandbox = populated();
    sandbox.passDays(1);
    mutate(sandbox, 'adGroups', { remove: named('adGroups', adGroupId) });
    expect(sandbox.rows(`${select} WHERE ${days} LIMIT 10000`)).toMatchObject([
      { changeStatus: { resourceType: 'CAMPAIGN', resourceStatus: 'ADDED' } },
      { changeStatus: { resourceType: 'AD_GROUP', resourceStatus: 'REMOVED' } },
    ]);
  });

  it.each([
    [`${select} LIMIT 100`, 'CHANGE_DATE_RANGE_INFINITE'],
    [`${select} WHERE ${field} >= '2026-11-30' LIMIT 100`, 'CHANGE_DATE_RANGE_INFINITE'],
    [`${select} WHERE ${days}`, 'LIMIT_NOT_SPECIFIED'],
    [`${select} WHERE ${days} LIMIT 10001`, 'INVALID_LIMIT_CLAUSE'],
    [`${select} WHERE ${field} >= '2026-08-01' AND ${field} <= '2026-12-31' LIMIT 100`, 'START_DATE_TOO_OLD'],
  ])('refuses %s', (query, name) => {
    expect(populated().search(query)).toMatchObject(refusal(400, 'changeStatusError', name));
  });
});
