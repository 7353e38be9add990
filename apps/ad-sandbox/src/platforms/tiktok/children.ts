import { type Answer, isObject, type JsonObject, type PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { childOf, childrenOf } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { childJson, isDeleted } from './child-json.ts';
import { invalid, ok, refused } from './envelope.ts';
import { jsonParameter, oneOf, pageOf, requiredText, texts } from './fields.ts';

/** An ad group or an ad, as this platform's paths and fields name it. */
export type Level = Readonly<{ kind: 'ad_group' | 'ad'; ids: 'adgroup_ids' | 'ad_ids'; filters: readonly string[] }>;

export const adGroupLevel: Level = {
  ...{ kind: 'ad_group', ids: 'adgroup_ids' },
  filters: ['campaign_ids', 'adgroup_ids', 'primary_status'],
};
export const adLevel: Level = {
  ...{ kind: 'ad', ids: 'ad_ids' },
  filters: ['adgroup_ids', 'ad_ids', 'primary_status'],
};

const statuses = { ENABLE: 'active', DISABLE: 'paused', DELETE: 'deleted' } as const;

/** `POST /adgroup/status/update/` and `/ad/status/update/` for 1–20 objects of one advertiser: all of them, or none. */
export const updateChildStatus =
  ({ kind, ids: key }: Level) =>
  (store: Store, owner: AccountState, body: JsonObject): Answer => {
    const ids = texts(body[key] ?? [], key);
    if (ids.length < 1 || ids.length > 20) throw invalid(`${key}: Length must be between 1 and 20.`);
    const wanted = oneOf(requiredText(body, 'operation_status'), 'operation_status', ['ENABLE', 'DISABLE', 'DELETE']);
    const children = ids.map((id) => {
      const child = childOf(store.state, 'tiktok', kind, id);
      if (child === undefined || child.adAccountId !== owner.account.adAccountId)
        throw refused(40007, `Object ${id} does not exist.`);
      if (isDeleted(store, child)) throw invalid(`The status of a deleted object cannot be changed: ${id}.`);
      return child;
    });
    const updatedAt = store.now();
    store.commit(
      children
        .filter(({ status }) => status !== statuses[wanted])
        .map(({ id }) => ({
          ...{ type: 'ChildChanged', platform: 'tiktok', kind, id },
          changes: { status: statuses[wanted], updatedAt },
        })),
    );
    return ok({ [key]: ids, status: wanted });
  };

const primaryStatuses = ['STATUS_NOT_DELETE', 'STATUS_DELETE', 'STATUS_ALL'] as const;

const filteringOf = ({ parameters }: PlatformRequest, { filters }: Level): JsonObject => {
  const filtering = jsonParameter(parameters, 'filtering') ?? {};
  if (!isObject(filtering)) throw invalid('filtering: Not a valid JSON object.');
  for (const name of Object.keys(filtering))
    if (!filters.includes(name)) throw invalid(`filtering.${name}: Unknown field.`);
  return filtering;
};

const idsIn = (filtering: JsonObject, name: string): ReadonlySet<string> | undefined => {
  if (filtering[name] === undefined) return undefined;
  const ids = texts(filtering[name], `filtering.${name}`);
  if (ids.length < 1 || ids.length > 100) throw invalid(`filtering.${name}: Length must be between 1 and 100.`);
  return new Set(ids);
};

/** The campaign of what is asked for, when it is one: answers are dated by its calendar. */
const oneCampaign = (children: readonly Child[]): string | undefined => {
  const [campaignId, ...others] = new Set(children.map((child) => child.campaignId));
  return others.length === 0 ? campaignId : undefined;
};

/** `GET /adgroup/get/` and `/ad/get/`, newest first, without deleted ones unless they are asked for. */
export const getChildren =
  (level: Level) =>
  (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
    const filtering = filteringOf(request, level);
    const primary = filtering['primary_status'] ?? 'STATUS_NOT_DELETE';
    const wanted = oneOf(primary, 'filtering.primary_status', primaryStatuses);
    const [campaignIds, adGroupIds, adIds] = ['campaign_ids', 'adgroup_ids', 'ad_ids'].map((name) =>
      idsIn(filtering, name),
    );
    const ownIds = level.kind === 'ad' ? adIds : adGroupIds;
    const parentIds = level.kind === 'ad' ? adGroupIds : undefined;
    const found = childrenOf(store.state, owner, level.kind)
      .reverse()
      .filter(({ id }) => ownIds?.has(id) ?? true)
      .filter(({ campaignId = '' }) => campaignIds?.has(campaignId) ?? true)
      .filter(({ adGroupId = '' }) => parentIds?.has(adGroupId) ?? true)
      .filter((child) => wanted === 'STATUS_ALL' || isDeleted(store, child) === (wanted === 'STATUS_DELETE'));
    const { list, page_info } = pageOf(found, request.parameters);
    return ok({ list: list.map((child) => childJson(store, child)), page_info }, oneCampaign(found));
  };

/** Whether one object is asked for by its id. */
export const isOneAskedFor = (request: PlatformRequest, level: Level): boolean => {
  const ids = filteringOf(request, level)[level.ids];
  return Array.isArray(ids) && ids.length === 1;
};
