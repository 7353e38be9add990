import { describe, expect, it } from '@jest/globals';
import { customerId, googleSandbox } from './testing/google-sandbox.ts';
import {
  budgetFields,
  budgetName,
  campaignFields,
  campaignName,
  created,
  creation,
  refusal,
} from './testing/requests.ts';

const everything = 'SELECT campaign.id FROM campaign';
const allBudgets = 'SELECT campaign_budget.id FROM campaign_budget';

describe('creating a campaign on Google', () => {
  it('makes the budget and the campaign on it in one request', () => {
    const sandbox = googleSandbox();
    const answer = sandbox.post('googleAds:mutate', { ...creation(), partialFailure: false });
    expect(answer).toMatchObject({
      status: 200,
      requestId: expect.any(String),
      body: {
        mutateOperationResponses: [
          { campaignBudgetResult: { resourceName: budgetName(9001) } },
          { campaignResult: { resourceName: campaignName(21_000_000_001) } },
        ],
      },
    });
    const read = sandbox.rows(
      'SELECT campaign.name, campaign.status, campaign.bidding_strategy_type, campaign.start_date_time, campaign.end_date_time, campaign_budget.amount_micros, campaign_budget.name FROM campaign WHERE campaign.id = 21000000001',
    );
    expect(read).toEqual([
      {
        campaign: {
          resourceName: campaignName(21_000_000_001),
          name: 'Spring Sale [op-7f3a]',
          status: 'PAUSED',
          biddingStrategyType: 'TARGET_SPEND',
          startDateTime: '2026-12-01 00:00:00',
          endDateTime: '2026-12-31 23:59:59',
        },
        // A budget of one campaign is called after the campaign, whatever name it was given.
        campaignBudget: { resourceName: budgetName(9001), amountMicros: '50000000', name: 'Spring Sale [op-7f3a]' },
      },
    ]);
  });

  it('leaves neither behind when the campaign is refused', () => {
    const sandbox = googleSandbox();
    const answer = sandbox.post('googleAds:mutate', creation({ advertisingChannelType: undefined }));
    expect(answer).toMatchObject(refusal(400, 'fieldError', 'REQUIRED'));
    expect(sandbox.rows(everything)).toEqual([]);
    expect(sandbox.rows(allBudgets)).toEqual([]);
  });

  it('says where in the request the error is', () => {
    const sandbox = googleSandbox();
    created(sandbox);
    const answer = sandbox.post('googleAds:mutate', creation());
    expect(answer.body).toEqual({
      error: {
        code: 400,
        message: 'Request contains an invalid argument.',
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure',
            errors: [
              {
                errorCode: { campaignError: 'DUPLICATE_CAMPAIGN_NAME' },
                message: 'A campaign with this name already exists.',
                trigger: { stringValue: 'Spring Sale [op-7f3a]' },
                location: {
                  fieldPathElements: [
                    { fieldName: 'mutate_operations', index: 1 },
                    { fieldName: 'campaign_operation' },
                    { fieldName: 'create' },
                    { fieldName: 'name' },
                  ],
                },
              },
            ],
            requestId: answer.requestId,
          },
        ],
      },
    });
  });

  it('starts enabled when no status is given', () => {
    const sandbox = googleSandbox();
    created(sandbox, { status: undefined });
    expect(sandbox.rows('SELECT campaign.status, campaign.primary_status FROM campaign')).toMatchObject([
      { campaign: { status: 'ENABLED', primaryStatus: 'ELIGIBLE' } },
    ]);
  });

  it.each([
    ['name', 'fieldError', 'REQUIRED'],
    ['advertisingChannelType', 'fieldError', 'REQUIRED'],
    ['campaignBudget', 'fieldError', 'REQUIRED'],
    ['targetSpend', 'fieldError', 'REQUIRED'],
    ['containsEuPoliticalAdvertising', 'mutateError', 'EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED'],
  ])('needs %s', (field, family, name) => {
    const answer = googleSandbox().post('googleAds:mutate', creation({ [field]: undefined }));
    expect(answer).toMatchObject(refusal(400, family, name));
  });

  it.each([
    ['an empty name', { name: ' ' }, 'stringLengthError', 'TOO_SHORT'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 'stringLengthError', 'TOO_LONG'],
    ['a budget that nobody made', { campaignBudget: budgetName(-2) }, 'mutateError', 'RESOURCE_NOT_FOUND'],
    ['a campaign for a budget', { campaignBudget: campaignName(1) }, 'requestError', 'RESOURCE_NAME_MALFORMED'],
    ['a start before today', { startDateTime: '2026-11-30 00:00:00' }, 'campaignError', 'CANNOT_SET_DATE_TO_PAST'],
    [
      'an end before its start',
      { endDateTime: '2026-12-01 00:00:00', startDateTime: '2026-12-02 00:00:00' },
      'dateRangeError',
      'START_DATE_AFTER_END_DATE',
    ],
    ['a date without a time', { startDateTime: '2026-12-02' }, 'dateError', 'INVALID_STRING_DATE_TIME_SECONDS'],
    [
      'a video campaign',
      { advertisingChannelType: 'VIDEO' },
      'operationAccessDeniedError',
      'OPERATION_NOT_PERMITTED_FOR_CAMPAIGN_TYPE',
    ],
    [
      'an app campaign without an app',
      { advertisingChannelType: 'MULTI_CHANNEL', advertisingChannelSubType: 'APP_CAMPAIGN' },
      'fieldError',
      'REQUIRED',
    ],
    ['a removed campaign', { status: 'REMOVED' }, 'operationAccessDeniedError', 'CREATE_AS_REMOVED_NOT_PERMITTED'],
  ])('refuses %s', (_what, fields, family, name) => {
    expect(googleSandbox().post('googleAds:mutate', creation(fields))).toMatchObject(refusal(400, family, name));
  });

  it.each([
    ['no amount', { amountMicros: undefined }, 'fieldError', 'REQUIRED'],
    ['a part of a cent', { amountMicros: '50005000' }, 'campaignBudgetError', 'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT'],
    ['a negative amount', { amountMicros: '-10000' }, 'campaignBudgetError', 'NEGATIVE_MONEY_AMOUNT'],
    ['nothing', { amountMicros: '0' }, 'campaignBudgetError', 'MONEY_AMOUNT_LESS_THAN_CURRENCY_MINIMUM_CPC'],
    [
      'ten billion dollars a day',
      { amountMicros: '10000000000000000' },
      'campaignBudgetError',
      'MONEY_AMOUNT_TOO_LARGE',
    ],
    [
      'both kinds of amounts',
      { totalAmountMicros: '50000000' },
      'campaignBudgetError',
      'TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY',
    ],
    ['a shared budget without a name', { explicitlyShared: undefined, name: undefined }, 'fieldError', 'REQUIRED'],
    [
      'a shared total budget',
      { explicitlyShared: true, period: 'CUSTOM_PERIOD', amountMicros: undefined, totalAmountMicros: '50000000' },
      'campaignBudgetError',
      'CAMPAIGN_BUDGET_CANNOT_BE_SHARED',
    ],
  ])('refuses a budget with %s', (_what, fields, family, name) => {
    expect(googleSandbox().post('googleAds:mutate', creation({}, fields))).toMatchObject(refusal(400, family, name));
  });

  it('takes amounts in whole yen', () => {
    const sandbox = googleSandbox({ currency: 'JPY' });
    const answer = sandbox.post('googleAds:mutate', creation({}, { amountMicros: '500500000' }));
    expect(answer).toMatchObject(refusal(400, 'campaignBudgetError', 'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT'));
    expect(sandbox.post('googleAds:mutate', creation({}, { amountMicros: '500000000' }))).toMatchObject({
      status: 200,
    });
  });

  it('gives a total budget only to a campaign that ends, on a channel that has them', () => {
    const total = { period: 'CUSTOM_PERIOD', amountMicros: undefined, totalAmountMicros: '3000000000' };
    const sandbox = googleSandbox();
    expect(sandbox.post('googleAds:mutate', creation({ endDateTime: undefined }, total))).toMatchObject(
      refusal(400, 'campaignError', 'END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET'),
    );
    expect(sandbox.post('googleAds:mutate', creation({ advertisingChannelType: 'DISPLAY' }, total))).toMatchObject(
      refusal(400, 'campaignError', 'INCOMPATIBLE_BUDGET_TYPE'),
    );
    created(sandbox, {}, total);
    expect(
      sandbox.rows('SELECT campaign_budget.total_amount_micros, campaign_budget.period FROM campaign'),
    ).toMatchObject([{ campaignBudget: { totalAmountMicros: '3000000000', period: 'CUSTOM_PERIOD' } }]);
  });

  it.each([
    [
      'startDate',
      { startDate: '2026-12-02' },
      'Unknown name "startDate" at \'mutate_operations[1].campaign_operation.create\'',
    ],
    ['two bidding strategies', { manualCpc: {} }, "oneof field 'campaign_bidding_strategy' is already set"],
    [
      'an unknown status',
      { status: 'ACTIVE' },
      "Invalid value at 'mutate_operations[1].campaign_operation.create.status'",
    ],
  ])('cannot read a request with %s', (_what, fields, message) => {
    const answer = googleSandbox().post('googleAds:mutate', creation(fields));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringContaining(message),
          details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest' }],
        },
      },
    });
  });

  it('reads snake_case as well, and numbers for int64', () => {
    const sandbox = googleSandbox();
    const { campaignBudget, ...campaign } = campaignFields;
    const answer = sandbox.post('googleAds:mutate', {
      mutate_operations: [
        {
          campaign_budget_operation: {
            create: { ...budgetFields, amountMicros: undefined, amount_micros: 50_000_000 },
          },
        },
        { campaign_operation: { create: { ...campaign, campaign_budget: campaignBudget } } },
      ],
    });
    expect(answer.status).toBe(200);
    expect(sandbox.rows('SELECT campaign_budget.amount_micros FROM campaign')).toMatchObject([
      { campaignBudget: { amountMicros: '50000000' } },
    ]);
  });

  it('gives a budget that is not shared to one campaign only', () => {
    const sandbox = googleSandbox();
    created(sandbox);
    const second = { ...campaignFields, name: 'Second', campaignBudget: budgetName(9001) };
    expect(sandbox.post('campaigns:mutate', { operations: [{ create: second }] })).toMatchObject(
      refusal(400, 'campaignBudgetError', 'CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS'),
    );
  });

  it('refuses a name that two campaigns of the same request want', () => {
    const sandbox = googleSandbox();
    const second = [
      { campaignBudgetOperation: { create: { ...budgetFields, resourceName: budgetName(-3) } } },
      { campaignOperation: { create: { ...campaignFields, campaignBudget: budgetName(-3) } } },
    ];
    const answer = sandbox.post('googleAds:mutate', { mutateOperations: [...creation().mutateOperations, ...second] });
    expect(answer).toMatchObject(refusal(400, 'campaignError', 'DUPLICATE_CAMPAIGN_NAME'));
    expect(sandbox.rows(everything)).toEqual([]);
  });

  it('only checks with validateOnly', () => {
    const sandbox = googleSandbox();
    expect(sandbox.post('googleAds:mutate', { ...creation(), validateOnly: true })).toMatchObject({
      status: 200,
      body: {},
    });
    expect(sandbox.rows(everything)).toEqual([]);
    expect(sandbox.post('googleAds:mutate', { ...creation({ name: undefined }), validateOnly: true })).toMatchObject(
      refusal(400, 'fieldError', 'REQUIRED'),
    );
  });

  it('does what it can with partialFailure, and answers 200 with what failed', () => {
    const sandbox = googleSandbox();
    const fine = { name: 'Fine', amountMicros: '10000000' };
    const operations = [
      { create: fine },
      { create: { ...fine, amountMicros: '1' } },
      { create: { ...fine, name: 'Third' } },
    ];
    expect(sandbox.post('campaignBudgets:mutate', { operations, partialFailure: true })).toMatchObject({
      status: 200,
      body: {
        results: [{ resourceName: budgetName(9001) }, {}, { resourceName: budgetName(9002) }],
        partialFailureError: {
          code: 3,
          details: [
            {
              errors: [
                {
                  errorCode: { campaignBudgetError: 'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT' },
                  location: { fieldPathElements: [{ fieldName: 'operations', index: 1 }, {}, {}] },
                },
              ],
            },
          ],
        },
      },
    });
    expect(sandbox.rows(allBudgets)).toHaveLength(2);
  });

  it('answers the whole campaign when asked for it', () => {
    const sandbox = googleSandbox();
    const answer = sandbox.post('googleAds:mutate', { ...creation(), responseContentType: 'MUTABLE_RESOURCE' });
    expect(answer.body).toMatchObject({
      mutateOperationResponses: [
        { campaignBudgetResult: { campaignBudget: { amountMicros: '50000000' } } },
        { campaignResult: { campaign: { id: '21000000001', networkSettings: { targetGoogleSearch: true } } } },
      ],
    });
  });

  it('needs at least one operation and takes 10,000 at most', () => {
    const sandbox = googleSandbox();
    expect(sandbox.post('campaigns:mutate', { operations: [] })).toMatchObject(
      refusal(400, 'requestError', 'REQUIRED_FIELD_MISSING'),
    );
    const remove = { remove: `customers/${customerId}/campaigns/1` };
    expect(
      sandbox.post('campaigns:mutate', { operations: Array.from({ length: 10_001 }, () => remove) }),
    ).toMatchObject(refusal(400, 'requestError', 'TOO_MANY_MUTATE_OPERATIONS'));
  });
});
