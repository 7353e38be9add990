import { type Answer, isObject, type JsonObject, type PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign, CampaignStatus } from '../../state/campaign.ts';
import { type Child, type Review, reviewAt, reviewFor } from '../../state/child.ts';
import { childOf, childrenIn, childrenOf, nextSerial } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { World } from '../platform.ts';
import { existingCampaign } from './access.ts';
import { created } from './create.ts';
import { creativeJson, intendedStatusOf, isErased } from './creative-json.ts';
import { documentOf, lacksConversion } from './document.ts';
import { malformed, notFound } from './errors.ts';
import { checkPost } from './inline-post.ts';
import { listParameter, queryOf, wordParameter } from './rest-li.ts';
import { pageAnswer } from './search.ts';
import { campaignUrn, creativeUrn, idIn } from './urns.ts';

const firstId = 119_962_155;
const mostPerCampaign = 100;
const changed: Answer = { status: 204, text: '' };

/** Switches: what LinkedIn has been seen to do, but does not always. */
export const pausedRefused = 'linkedin_paused_creative_refused';
export const idInBody = 'linkedin_inline_id_in_body';

type NewCreative = Readonly<{ fields: JsonObject; content: JsonObject; format?: string }>;

const isDraft = (campaign: Campaign): boolean => documentOf(campaign)['status'] === 'DRAFT';

const checkStatus = (store: Store, campaign: Campaign, status: unknown): void => {
  if (!['ACTIVE', 'PAUSED', 'DRAFT'].includes(String(status))) {
    throw malformed('intendedStatus must be one of ACTIVE, PAUSED, DRAFT');
  }
  if (status !== 'DRAFT' && isDraft(campaign)) throw malformed('A creative of a draft campaign must be a DRAFT');
  if (status === 'PAUSED' && store.state.switches.has(pausedRefused)) {
    throw malformed('A creative that has not been reviewed cannot be PAUSED');
  }
};

const campaignFor = (store: Store, owner: AccountState, urn: unknown): Campaign => {
  const id = idIn('sponsoredCampaign', urn);
  if (id === undefined) throw malformed('campaign must be the URN of a campaign');
  const campaign = existingCampaign(store, owner, id);
  if (campaign.status === 'deleted' || campaign.status === 'archived') throw malformed(`Campaign ${id} has ended`);
  return campaign;
};

const known = ['campaign', 'intendedStatus', 'name', 'content', 'inlineContent', 'leadgenCallToAction'];

const checkFields = (store: Store, campaign: Campaign, { fields, format }: NewCreative): void => {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown !== undefined) throw malformed(`ERROR :: /${unknown} :: unrecognized field found but not allowed`);
  checkStatus(store, campaign, fields['intendedStatus']);
  const document = documentOf(campaign);
  if (document['objectiveType'] === 'LEAD_GENERATION' && !isObject(fields['leadgenCallToAction'])) {
    throw malformed('leadgenCallToAction is required for lead generation');
  }
  const only = document['format'];
  if (format !== undefined && only !== undefined && only !== format) {
    throw malformed(`The campaign shows ${only} and the creative is ${format}`);
  }
  const others = childrenIn(store.state, 'linkedin', campaign.id, 'ad').filter(({ status }) => status !== 'deleted');
  if (others.length >= mostPerCampaign) throw malformed(`A campaign has at most ${mostPerCampaign} creatives`);
};

const reviewOf = (store: Store, name: string): Review => reviewFor(name, store.now(), store.state.reviewing.delayMs);

/** What delivery obeys: an active creative of a campaign that waits for a conversion is held back. */
const standing = (campaign: Campaign, intended: unknown): Readonly<{ status: CampaignStatus; held: boolean }> => {
  const held = intended === 'ACTIVE' && lacksConversion(campaign);
  return { status: intended === 'ACTIVE' && !held ? 'active' : 'paused', held };
};

const commitNew = (store: Store, owner: AccountState, creative: NewCreative): string => {
  const { fields, content } = creative;
  const campaign = campaignFor(store, owner, fields['campaign']);
  checkFields(store, campaign, creative);
  const { intendedStatus, name = '', leadgenCallToAction: form } = fields;
  const { status, held } = standing(campaign, intendedStatus);
  const serial = nextSerial(store.state, 'linkedin', 'ad');
  const now = store.now();
  const child: Child = {
    ...{
      platform: 'linkedin',
      adAccountId: owner.account.adAccountId,
      kind: 'ad',
      id: String(firstId + serial),
      serial,
    },
    ...{ campaignId: campaign.id, name: String(name), status },
    ...(intendedStatus === 'DRAFT' ? {} : { review: reviewOf(store, String(name)) }),
    ...{ createdAt: now, updatedAt: now },
    details: { intendedStatus, content, held, ...(form === undefined ? {} : { leadgenCallToAction: form }) },
  };
  store.commit([{ type: 'ChildCreated', child }]);
  return child.id;
};

/** `POST …/creatives`: an ad of a post that is there. */
export const createCreative = (store: Store, owner: AccountState, fields: JsonObject): Answer => {
  const { content } = fields;
  const reference = isObject(content) ? content['reference'] : undefined;
  if (!/^urn:li:(share|ugcPost):\d+$/.test(String(reference))) {
    throw malformed('content/reference must be the URN of a post');
  }
  return created(creativeUrn(commitNew(store, owner, { fields, content: { reference } })));
};

/** `POST …/creatives?action=createInline`: the post is made along with it. */
export const createInline = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const { creative: fields } = body;
  if (!isObject(fields) || !isObject(fields['inlineContent'])) throw malformed('creative/inlineContent is required');
  checkPost(fields['inlineContent']['post'], owner);
  const serial = nextSerial(store.state, 'linkedin', 'ad');
  const content = { reference: `urn:li:share:${6_900_000_000_000_000_001n + BigInt(serial)}` };
  const urn = creativeUrn(commitNew(store, owner, { fields, content, format: 'STANDARD_UPDATE' }));
  return store.state.switches.has(idInBody) ? { status: 200, body: { value: { creative: urn } } } : created(urn);
};

const existing = (store: Store, { account }: AccountState, encoded: string): Child => {
  const urn = decodeURIComponent(encoded);
  const id = idIn('sponsoredCreative', urn);
  const child = id === undefined ? undefined : childOf(store.state, 'linkedin', 'ad', id);
  if (child === undefined || child.adAccountId !== account.adAccountId || isErased(child)) {
    throw notFound(`Creative ${urn}`);
  }
  return child;
};

export const readCreative = (store: Store, owner: AccountState, id: string): Answer => ({
  status: 200,
  body: creativeJson(store, existing(store, owner, id)),
});

const campaignOfChild = (store: Store, { campaignId = '' }: Child): Campaign => {
  const campaign = campaignOf(store.state, 'linkedin', campaignId);
  if (campaign === undefined) throw notFound(`Campaign ${campaignId}`);
  return campaign;
};

const askable = ['ACTIVE', 'PAUSED', 'ARCHIVED', 'PENDING_DELETION'];

const checkChange = (store: Store, child: Child, set: JsonObject): void => {
  const current = intendedStatusOf(store, child);
  const fixed = Object.keys(set).find(
    (field) =>
      field !== 'name' && field !== 'intendedStatus' && (field !== 'leadgenCallToAction' || current !== 'DRAFT'),
  );
  if (fixed !== undefined) throw malformed(`${fixed} of a creative cannot be changed`);
  if (child.status === 'deleted') throw malformed('The creative is being deleted');
  const { intendedStatus: wanted } = set;
  if (wanted !== undefined && !askable.includes(String(wanted))) {
    throw malformed(`intendedStatus must be one of ${askable.join(', ')}`);
  }
  if (wanted === 'PAUSED' && reviewAt(child, store.now()) === 'pending') {
    throw malformed('A creative that is UNDER_REVIEW cannot be PAUSED');
  }
  if (wanted === 'ACTIVE' && isDraft(campaignOfChild(store, child))) {
    throw malformed('A creative of a draft campaign must be a DRAFT');
  }
};

const statusFor = (campaign: Campaign, wanted: unknown): Readonly<{ status: CampaignStatus; held: boolean }> => {
  if (wanted === 'PENDING_DELETION') return { status: 'deleted', held: false };
  if (wanted === 'ARCHIVED') return { status: 'archived', held: false };
  return standing(campaign, wanted);
};

/** `POST …/creatives/{urn}` with `X-RestLi-Method: PARTIAL_UPDATE`. */
export const updateCreative = (store: Store, owner: AccountState, id: string, body: JsonObject): Answer => {
  const child = existing(store, owner, id);
  const { patch } = body;
  const set = isObject(patch) ? patch['$set'] : undefined;
  if (!isObject(set)) throw malformed('A partial update must be {"patch":{"$set":{…}}}');
  checkChange(store, child, set);
  const { name = child.name, intendedStatus, leadgenCallToAction: form } = set;
  const campaign = campaignOfChild(store, child);
  const { status, held } =
    intendedStatus === undefined
      ? { status: child.status, held: child.details['held'] === true }
      : statusFor(campaign, intendedStatus);
  const startsReview = intendedStatus === 'ACTIVE' && child.review === undefined;
  const changes = {
    ...{ name: String(name), status, updatedAt: store.now() },
    ...(startsReview ? { review: reviewOf(store, String(name)) } : {}),
    details: {
      ...child.details,
      ...(form === undefined ? {} : { leadgenCallToAction: form }),
      ...(intendedStatus === undefined ? {} : { intendedStatus }),
      held,
    },
  };
  store.commit([{ type: 'ChildChanged', platform: 'linkedin', kind: 'ad', id: child.id, changes }]);
  return changed;
};

/** `DELETE …/creatives/{urn}`: a draft, or one of a draft campaign. */
export const deleteCreative = (store: Store, owner: AccountState, id: string): Answer => {
  const child = existing(store, owner, id);
  if (intendedStatusOf(store, child) !== 'DRAFT' && !isDraft(campaignOfChild(store, child))) {
    throw malformed('Delete is allowed only for DRAFT status');
  }
  const details = { ...child.details, intendedStatus: 'DRAFT' };
  const changes = { status: 'deleted', details, updatedAt: store.now() } as const;
  store.commit([{ type: 'ChildChanged', platform: 'linkedin', kind: 'ad', id: child.id, changes }]);
  return changed;
};

/** `GET …/creatives?q=criteria`: of the campaigns and in the states asked for. */
export const findCreatives = ({ store, listLagMs }: World, owner: AccountState, request: PlatformRequest): Answer => {
  const query = queryOf(request.queryText);
  if (wordParameter(query, 'q') !== 'criteria') throw malformed("Query parameter 'q' must be criteria");
  const campaigns = query['campaigns'] === undefined ? undefined : listParameter(query, 'campaigns');
  const statuses = query['intendedStatuses'] === undefined ? undefined : listParameter(query, 'intendedStatuses');
  const visibleUntil = store.now() - listLagMs();
  const found = childrenOf(store.state, owner, 'ad')
    .filter((child) => child.createdAt <= visibleUntil && !isErased(child))
    .filter(({ campaignId = '' }) => campaigns?.includes(campaignUrn(campaignId)) ?? true)
    .filter((child) => statuses?.includes(intendedStatusOf(store, child)) ?? true)
    .map((child) => ({ id: Number(child.id), json: creativeJson(store, child), searched: {} }));
  return pageAnswer(query, found);
};

/** Creatives that were held back until the campaign knew what counts as a conversion. */
export const heldCreatives = (store: Store, campaign: Campaign): readonly Child[] =>
  childrenIn(store.state, 'linkedin', campaign.id, 'ad').filter(({ details }) => details['held'] === true);
