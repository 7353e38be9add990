import { type Reply, type RunningSandbox, testToken } from '../../../testing/running-sandbox.ts';

export const account = '507000001';
export const accountPath = `/linkedin/rest/adAccounts/${account}`;

/** What every call to LinkedIn carries besides its token. */
export const versionHeaders = { 'linkedin-version': '202607', 'x-restli-protocol-version': '2.0.0' };

export const usGeo = 'urn:li:geo:103644278';

/** As LinkedIn's documentation shows a campaign, and in a group and an organisation of this account. */
export const sale = {
  account: `urn:li:sponsoredAccount:${account}`,
  campaignGroup: `urn:li:sponsoredCampaignGroup:6${account}`,
  associatedEntity: 'urn:li:organization:2414183',
  name: 'Spring Sale [op-7f3a]',
  type: 'SPONSORED_UPDATES',
  objectiveType: 'WEBSITE_VISIT',
  costType: 'CPM',
  optimizationTargetType: 'MAX_CLICK',
  dailyBudget: { amount: '50.00', currencyCode: 'USD' },
  locale: { country: 'US', language: 'en' },
  offsiteDeliveryEnabled: false,
  politicalIntent: 'NOT_POLITICAL',
  targetingCriteria: { include: { and: [{ or: { 'urn:li:adTargetingFacet:locations': [usGeo] } }] } },
  status: 'PAUSED',
};

type More = Readonly<{ token?: string; headers?: Record<string, string> }>;
type Failure = Readonly<{
  status: number;
  code?: string;
  serviceErrorCode: number;
  errorDetails?: Readonly<{ inputErrors: readonly Readonly<{ input: { inputPath: { fieldPath: string } } }>[] }>;
}>;

/** Calls of one token, by paths below the account unless they begin at the root. */
export const linkedinCalls = (sandbox: () => RunningSandbox) => {
  const send = (method: string, path: string, body?: unknown, { token = testToken, headers = {} }: More = {}) =>
    sandbox().call(method, path.startsWith('/linkedin') ? path : `${accountPath}${path}`, {
      token,
      headers: { ...versionHeaders, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const get = (path: string, more?: More): Promise<Reply> => send('GET', path, undefined, more);
  const post = (path: string, body: unknown, more?: More): Promise<Reply> => send('POST', path, body, more);
  const patch = (id: string, change: object): Promise<Reply> =>
    post(`/adCampaigns/${id}`, { patch: change }, { headers: { 'x-restli-method': 'PARTIAL_UPDATE' } });
  return {
    send,
    get,
    post,
    patch,
    set: (id: string, fields: object): Promise<Reply> => patch(id, { $set: fields }),
    create: async (more: object = {}): Promise<string> => {
      const reply = await post('/adCampaigns', { ...sale, ...more });
      if (reply.status !== 201) throw new Error(reply.text);
      return reply.headers.get('x-restli-id') ?? '';
    },
    read: async (id: string) => (await get(`/adCampaigns/${id}`)).json<Readonly<Record<string, unknown>>>(),
    /** What each day of December 2026 with delivery cost, in currency units. */
    spends: async (id: string): Promise<readonly number[]> => {
      const days = 'dateRange=(start:(year:2026,month:12,day:1),end:(year:2026,month:12,day:31))';
      const campaigns = `campaigns=List(urn%3Ali%3AsponsoredCampaign%3A${id})`;
      const query = `q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&${days}&${campaigns}&fields=costInLocalCurrency`;
      const reply = await get(`/linkedin/rest/adAnalytics?${query}`);
      const { elements } = reply.json<{ elements: readonly Readonly<{ costInLocalCurrency: string }>[] }>();
      return elements.map(({ costInLocalCurrency: cost }) => Number(cost));
    },
    /** `query` behind `q=search`. */
    search: async (query = '', collection = 'adCampaigns') =>
      (await get(`/${collection}?q=search${query}`)).json<
        Readonly<{
          elements: readonly Readonly<Record<string, unknown>>[];
          metadata: Readonly<{ nextPageToken?: string }>;
        }>
      >(),
  };
};

export const failureOf = (reply: Reply): Failure => reply.json<Failure>();

/** Paths of the fields that a refusal is about. */
export const fieldsOf = (reply: Reply): readonly string[] =>
  (failureOf(reply).errorDetails?.inputErrors ?? []).map(({ input }) => input.inputPath.fieldPath);
