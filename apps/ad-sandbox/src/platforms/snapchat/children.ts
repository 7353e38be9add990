import { type Answer, isObject, type JsonObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { type Child, type ChildKind, changedChild, reviewFor } from '../../state/child.ts';
import { adsIn, childOf, childrenIn, childrenOf, nextSerial } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { badRequest, ItemError, item, itemwise, notAllowed, notFound, succeeded } from './answers.ts';
import { childJson } from './child-json.ts';
import { pageOf } from './find.ts';
import { isMissing, nameOf, oneOf, required } from './settings.ts';
import { squadSettings } from './squad-settings.ts';

/** How a kind is called in paths and bodies, one of it, and what its ids begin with. */
const names = {
  ad_group: { list: 'adsquads', one: 'adsquad', prefix: 'de16b229' },
  ad: { list: 'ads', one: 'ad', prefix: '97759976' },
  creative: { list: 'creatives', one: 'creative', prefix: '4fee52ca' },
} as const;
export type SnapchatKind = keyof typeof names;

const idOf = (kind: SnapchatKind, serial: number): string =>
  `${names[kind].prefix}-0000-4000-8000-${(serial + 1).toString(16).padStart(12, '0')}`;

const mostItems = 30;

/** The items of a body such as `{"ads":[…]}`. Throws `Refusal` 400. */
export const sentItems = ({ bodyText }: PlatformRequest, kind: SnapchatKind): readonly JsonObject[] => {
  const body = parsedJson(bodyText);
  const { list } = names[kind];
  const items = isObject(body) ? body[list] : undefined;
  if (!Array.isArray(items) || !items.every(isObject) || items.length < 1 || items.length > mostItems) {
    throw badRequest('E1001', `The request body must be {"${list}":[…]} with 1 to ${mostItems} of them`);
  }
  return items;
};

const shown = (store: Store, child: Child): JsonObject =>
  item(names[child.kind as SnapchatKind].one, childJson(child, store.now()));

const newChild = (store: Store, kind: SnapchatKind, adAccountId: string, more: Partial<Child>): Child => {
  const serial = nextSerial(store.state, 'snapchat', kind);
  const now = store.now();
  const common = {
    platform: 'snapchat',
    adAccountId,
    kind,
    id: idOf(kind, serial),
    serial,
    createdAt: now,
    updatedAt: now,
  };
  return { ...common, ...more } as Child;
};

const keep = (store: Store, child: Child): JsonObject => {
  store.commit([{ type: 'ChildCreated', child }]);
  return shown(store, child);
};

const createSquad = (store: Store, campaign: Campaign, sent: JsonObject): JsonObject => {
  if (campaign.status === 'deleted') throw new ItemError('E3003', 'Resource can not be found');
  if (required(sent, 'campaign_id') !== campaign.id) throw notAllowed('campaign_id');
  const settings = squadSettings(sent, campaign);
  return keep(store, newChild(store, 'ad_group', campaign.adAccountId, { campaignId: campaign.id, ...settings }));
};

const creativeTypes = ['SNAP_AD', 'WEB_VIEW', 'APP_INSTALL', 'DEEP_LINK'] as const;
const [longestHeadline, longestBrand] = [34, 32];

const text = (sent: JsonObject, field: string, most: number): void => {
  const value = sent[field];
  if (value !== undefined && (typeof value !== 'string' || [...value].length > most)) throw notAllowed(field);
};

const createCreative = (store: Store, { account }: AccountState, sent: JsonObject): JsonObject => {
  const type = oneOf(required(sent, 'type'), 'type', creativeTypes);
  text(sent, 'headline', longestHeadline);
  text(sent, 'brand_name', longestBrand);
  required(sent, 'top_snap_media_id');
  const profile = required(sent, 'profile_properties');
  if (!isObject(profile) || typeof profile['profile_id'] !== 'string') throw notAllowed('profile_properties');
  const { web_view_properties: web } = sent;
  if (type === 'WEB_VIEW' && !(isObject(web) && typeof web['url'] === 'string' && URL.canParse(web['url']))) {
    throw notAllowed('web_view_properties');
  }
  const { name: _name, ad_account_id: _account, ...details } = sent;
  return keep(
    store,
    newChild(store, 'creative', account.adAccountId, { name: nameOf(sent), status: 'active', details }),
  );
};

const adTypes: Readonly<Record<string, string>> = {
  SNAP_AD: 'SNAP_AD',
  WEB_VIEW: 'REMOTE_WEBPAGE',
  APP_INSTALL: 'APP_INSTALL',
  DEEP_LINK: 'DEEP_LINK',
};

type AdSettings = Readonly<Pick<Child, 'name' | 'status' | 'details'>>;

/** Checks an ad of a squad: its creative must be there, and its type must fit it. */
const adSettings = (store: Store, squad: Child, sent: JsonObject): AdSettings => {
  if (required(sent, 'ad_squad_id') !== squad.id) throw notAllowed('ad_squad_id');
  const creativeId = required(sent, 'creative_id');
  const creative =
    typeof creativeId === 'string' ? childOf(store.state, 'snapchat', 'creative', creativeId) : undefined;
  if (creative?.adAccountId !== squad.adAccountId) throw notAllowed('creative_id');
  const type = required(sent, 'type');
  const fitting = adTypes[String(creative.details['type'])];
  if (type !== fitting)
    throw new ItemError('E1008', `The ad type ${type} does not fit the creative, expected ${fitting}`);
  const status = oneOf(sent['status'] ?? 'PAUSED', 'status', ['ACTIVE', 'PAUSED']);
  return {
    name: nameOf(sent),
    status: status === 'ACTIVE' ? 'active' : 'paused',
    details: { creative_id: creativeId, type },
  };
};

const immutable = (field: string): ItemError => new ItemError('E2023', `Property can not be changed : [${field}]`);

/** The first ad of a squad decides of which type all of them are. */
const checkAdType = (store: Store, { kind, id }: Child, type: unknown): void => {
  const squad = childOf(store.state, 'snapchat', kind, id);
  const decided = squad?.details['child_ad_type'];
  if (decided !== undefined && decided !== type) throw immutable('child_ad_type');
  if (decided !== undefined) return;
  const changes = { details: { ...squad?.details, child_ad_type: type } };
  store.commit([{ type: 'ChildChanged', platform: 'snapchat', kind, id, changes }]);
};

const createAd = (store: Store, squad: Child, sent: JsonObject): JsonObject => {
  if (squad.status === 'deleted') throw new ItemError('E3003', 'Resource can not be found');
  const settings = adSettings(store, squad, sent);
  checkAdType(store, squad, settings.details['type']);
  const { campaignId, adAccountId, id } = squad;
  const review = reviewFor(settings.name, store.now(), store.state.reviewing.delayMs);
  return keep(
    store,
    newChild(store, 'ad', adAccountId, {
      ...(campaignId === undefined ? {} : { campaignId }),
      adGroupId: id,
      ...settings,
      review,
    }),
  );
};

const existing = (store: Store, kind: ChildKind, sent: JsonObject, isHere: (child: Child) => boolean): Child => {
  const child = typeof sent['id'] === 'string' ? childOf(store.state, 'snapchat', kind, sent['id']) : undefined;
  if (child === undefined || child.status === 'deleted' || !isHere(child)) {
    throw new ItemError('E3003', 'Resource can not be found');
  }
  return child;
};

/** A property that is not sent is gone afterwards. */
const replace = (store: Store, child: Child, settings: AdSettings): JsonObject => {
  const { startAt = null, endAt = null, ...rest } = settings as Partial<Child> & AdSettings;
  const changes = { ...rest, startAt, endAt, updatedAt: store.now() };
  store.commit([{ type: 'ChildChanged', platform: 'snapchat', kind: child.kind, id: child.id, changes }]);
  return shown(store, changedChild(child, changes));
};

const replaceSquad = (store: Store, campaign: Campaign, sent: JsonObject): JsonObject => {
  const squad = existing(store, 'ad_group', sent, ({ campaignId }) => campaignId === campaign.id);
  const isAutomatic = (squad.details['placement_v2'] as JsonObject)['config'] === 'AUTOMATIC';
  if (isAutomatic && store.state.switches.has('snapchat_squads_locked')) {
    throw new ItemError('E2025', 'Ad squads with automatic placement can not be edited');
  }
  if (required(sent, 'campaign_id') !== campaign.id) throw immutable('campaign_id');
  const { child_ad_type: childAdType } = squad.details;
  if (!isMissing(sent['child_ad_type']) && sent['child_ad_type'] !== childAdType) throw immutable('child_ad_type');
  const settings = squadSettings(sent, campaign);
  const details = childAdType === undefined ? {} : { child_ad_type: childAdType };
  return replace(store, squad, { ...settings, details: { ...settings.details, ...details } });
};

const replaceAd = (store: Store, squad: Child, sent: JsonObject): JsonObject => {
  const ad = existing(store, 'ad', sent, ({ adGroupId }) => adGroupId === squad.id);
  const settings = adSettings(store, squad, sent);
  if (settings.details['type'] !== ad.details['type']) throw immutable('type');
  return replace(store, ad, settings);
};

const itemsOf = (request: PlatformRequest, kind: SnapchatKind, act: (sent: JsonObject) => JsonObject): Answer =>
  itemwise(
    names[kind].list,
    sentItems(request, kind).map((sent) => () => act(sent)),
  );

/** Below `/campaigns/{id}`. */
export const campaignEdges = {
  createSquads: (store: Store, campaign: Campaign, request: PlatformRequest): Answer =>
    itemsOf(request, 'ad_group', (sent) => createSquad(store, campaign, sent)),
  replaceSquads: (store: Store, campaign: Campaign, request: PlatformRequest): Answer =>
    itemsOf(request, 'ad_group', (sent) => replaceSquad(store, campaign, sent)),
};

/** Below `/adsquads/{id}`. */
export const squadEdges = {
  createAds: (store: Store, squad: Child, request: PlatformRequest): Answer =>
    itemsOf(request, 'ad', (sent) => createAd(store, squad, sent)),
  replaceAds: (store: Store, squad: Child, request: PlatformRequest): Answer =>
    itemsOf(request, 'ad', (sent) => replaceAd(store, squad, sent)),
};

/** Below `/adaccounts/{id}`. */
export const createCreatives = (store: Store, owner: AccountState, request: PlatformRequest): Answer =>
  itemsOf(request, 'creative', (sent) => createCreative(store, owner, sent));

export type Place = Readonly<{ owner: AccountState; campaign?: Campaign; squad?: Child }>;

const within = (store: Store, { owner, campaign, squad }: Place, kind: SnapchatKind): readonly Child[] => {
  if (squad !== undefined) return adsIn(store.state, squad);
  if (campaign !== undefined) return childrenIn(store.state, 'snapchat', campaign.id, kind);
  return childrenOf(store.state, owner, kind);
};

/** A list of one kind, oldest first, in pages that are linked. */
export const listChildren = (store: Store, place: Place, kind: SnapchatKind, request: PlatformRequest): Answer =>
  pageOf(request, names[kind].list, within(store, place, kind), (child) => shown(store, child));

/** Throws `Refusal` 404 for a deleted one. */
export const readChild = (store: Store, child: Child): Answer => {
  if (child.status === 'deleted') throw notFound();
  return succeeded({ [names[child.kind as SnapchatKind].list]: [shown(store, child)] });
};

/** Throws `Refusal` 404 when it is deleted already. */
export const deleteChild = (store: Store, { kind, id, status }: Child): Answer => {
  if (status === 'deleted') throw notFound();
  const changes = { status: 'deleted', updatedAt: store.now() } as const;
  store.commit([{ type: 'ChildChanged', platform: 'snapchat', kind, id, changes }]);
  return succeeded({ [names[kind as SnapchatKind].list]: [] });
};

/** A squad, ad or creative and whose it is. Throws `Refusal` 404. */
export const knownChild = (store: Store, kind: SnapchatKind, id: string): Child => {
  const child = childOf(store.state, 'snapchat', kind, id);
  if (child === undefined) throw notFound();
  return child;
};
