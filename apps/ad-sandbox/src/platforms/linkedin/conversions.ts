import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Fact } from '../../state/facts.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { authorizedAccount, existingCampaign } from './access.ts';
import { heldCreatives } from './creatives.ts';
import { withConversion } from './document.ts';
import { malformed, notFound } from './errors.ts';
import { isRecord, parsedRestLi, queryOf, type RestLi, wordParameter } from './rest-li.ts';
import { accountUrn, idIn } from './urns.ts';

/** Switch: accounts have no conversion rule. */
export const noRules = 'linkedin_no_conversion_rules';

/** Every account has one from the start, as every account has a group; its id follows from the account's. */
const rulesOf = (store: Store, { account }: AccountState): readonly JsonObject[] =>
  store.state.switches.has(noRules)
    ? []
    : [
        {
          id: Number(`1${account.adAccountId}`),
          account: accountUrn(account.adAccountId),
          name: 'Purchase',
          enabled: true,
        },
      ];

const accountIn = (request: PlatformRequest): string | undefined =>
  idIn('sponsoredAccount', wordParameter(queryOf(request.queryText), 'account'));

export const listedAccount = accountIn;

/** `GET /conversions?q=account`. */
export const listConversions = (store: Store, request: PlatformRequest): Answer => {
  const id = accountIn(request);
  if (id === undefined || wordParameter(queryOf(request.queryText), 'q') !== 'account') {
    throw malformed('Conversions are listed by ?q=account&account=<URN>');
  }
  const elements = rulesOf(store, authorizedAccount(store, request, id));
  return { status: 200, body: { elements, paging: { start: 0, count: elements.length, links: [] } } };
};

type Pair = Readonly<{ campaignId: string; conversionId: string }>;

const urnIn = (value: RestLi | undefined): string => (typeof value === 'string' ? value : '');

/** The compound key `(campaign:urn,conversion:urn)` of a path, its values encoded. */
const pairOf = (key: string): Pair => {
  const parsed = parsedRestLi(key);
  const { campaign, conversion } = isRecord(parsed) ? parsed : {};
  const campaignId = idIn('sponsoredCampaign', urnIn(campaign));
  const [, conversionId] = /^urn:lla:llaPartnerConversion:(\d+)$/.exec(urnIn(conversion)) ?? [];
  if (campaignId === undefined || conversionId === undefined) {
    throw malformed('The key must be (campaign:<URN>,conversion:<URN>)');
  }
  return { campaignId, conversionId };
};

/** Whose campaign it is. */
export const associatedAccount = (store: Store, key: string): string | undefined =>
  campaignOf(store.state, 'linkedin', pairOf(key).campaignId)?.adAccountId;

/** `PUT /campaignConversions/(…)`: may be repeated. Creatives that waited for it are held back no more. */
export const associate = (store: Store, request: PlatformRequest, key: string): Answer => {
  const { campaignId, conversionId } = pairOf(key);
  const owner = authorizedAccount(store, request, associatedAccount(store, key) ?? '');
  const campaign = existingCampaign(store, owner, campaignId);
  if (!rulesOf(store, owner).some(({ id }) => String(id) === conversionId)) {
    throw notFound(`Conversion ${conversionId}`);
  }
  const facts: readonly Fact[] = [
    {
      ...{ type: 'CampaignChanged', platform: 'linkedin', id: campaign.id },
      changes: { details: withConversion(campaign, conversionId) },
    },
    ...heldCreatives(store, campaign).map(
      ({ id, details }): Fact => ({
        ...{ type: 'ChildChanged', platform: 'linkedin', kind: 'ad', id },
        changes: { status: 'active', details: { ...details, held: false } },
      }),
    ),
  ];
  store.commit(facts);
  return { status: 204, text: '' };
};
