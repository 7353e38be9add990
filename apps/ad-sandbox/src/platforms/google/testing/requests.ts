import { customerId, type GoogleSandbox } from './google-sandbox.ts';

type Fields = Readonly<Record<string, unknown>>;

export const budgetName = (id: string | number): string => `customers/${customerId}/campaignBudgets/${id}`;
export const campaignName = (id: string | number): string => `customers/${customerId}/campaigns/${id}`;

export const budgetFields: Fields = {
  resourceName: budgetName(-1),
  name: 'Spring Sale [op-7f3a] budget',
  amountMicros: '50000000',
  deliveryMethod: 'STANDARD',
  explicitlyShared: false,
};

export const campaignFields: Fields = {
  name: 'Spring Sale [op-7f3a]',
  status: 'PAUSED',
  advertisingChannelType: 'SEARCH',
  campaignBudget: budgetName(-1),
  targetSpend: {},
  containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
  networkSettings: { targetGoogleSearch: true, targetSearchNetwork: true, targetContentNetwork: false },
  startDateTime: '2026-12-01 00:00:00',
  endDateTime: '2026-12-31 23:59:59',
};

/** A `googleAds:mutate` of a budget and a campaign on it; a field that is undefined is not sent. */
export const creation = (campaign: Fields = {}, budget: Fields = {}): Readonly<{ mutateOperations: unknown[] }> => ({
  mutateOperations: [
    { campaignBudgetOperation: { create: { ...budgetFields, ...budget } } },
    { campaignOperation: { create: { ...campaignFields, ...campaign } } },
  ],
});

/** Creates budget and campaign and answers the campaign's id. */
export const created = (sandbox: GoogleSandbox, campaign: Fields = {}, budget: Fields = {}): string => {
  const { body } = sandbox.post('googleAds:mutate', creation(campaign, budget));
  const { mutateOperationResponses: results } = body as {
    mutateOperationResponses: { campaignResult?: { resourceName: string } }[];
  };
  const name = results.find(({ campaignResult }) => campaignResult !== undefined)?.campaignResult?.resourceName;
  return String(name?.split('/').at(-1));
};

/** A refusal with that one error. */
export const refusal = (status: number, family: string, name: string) => ({
  status,
  body: { error: { code: status, details: [{ errors: [{ errorCode: { [family]: name } }] }] } },
});
