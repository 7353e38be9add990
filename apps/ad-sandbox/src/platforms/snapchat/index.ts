import { campaignNow } from '../../delivery/reports.ts';
import {
  type Answer,
  isObject,
  type JsonObject,
  type PlatformRequest,
  parsedJson,
  Refusal,
} from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { childOf } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { editedCampaign } from '../edit.ts';
import type { Operation, Plan, PlatformModule } from '../platform.ts';
import { authorizedAccount, authorizedCampaign, type OwnedCampaign, validToken } from './access.ts';
import { badRequest, expiredToken, noPermission, notFound, requestError } from './answers.ts';
import { campaignJson } from './campaign-json.ts';
import { deleteCampaign, replaceCampaigns } from './change.ts';
import {
  campaignEdges,
  createCreatives,
  deleteChild,
  knownChild,
  listChildren,
  readChild,
  type SnapchatKind,
  sentItems,
  squadEdges,
} from './children.ts';
import { createCampaigns } from './create.ts';
import { listCampaigns, readCampaign } from './find.ts';
import { oauthRoutes } from './oauth.ts';
import { listAdAccounts, listOrganizations } from './organizations.ts';
import { blocked, checkUsage, usageHeaders } from './rate-limit.ts';
import { accountStats, campaignStats } from './stats.ts';

const mostCampaigns = 30;

/** The items of a body `{"campaigns":[…]}`. Throws `Refusal` 400. */
const sentCampaigns = ({ bodyText }: PlatformRequest): readonly JsonObject[] => {
  const body = parsedJson(bodyText);
  const campaigns = isObject(body) ? body['campaigns'] : undefined;
  if (!Array.isArray(campaigns) || !campaigns.every(isObject)) {
    throw badRequest('E1001', 'The request body must be {"campaigns":[…]}');
  }
  if (campaigns.length < 1 || campaigns.length > mostCampaigns) {
    throw badRequest('E1001', `A request must have 1 to ${mostCampaigns} campaigns`);
  }
  return campaigns;
};

/** A replacement that changes nothing but the status is named after it. */
const replaceOperation = ({ state }: Store, request: PlatformRequest): Operation => {
  const [sent] = sentCampaigns(request);
  const campaign = typeof sent?.['id'] === 'string' ? campaignOf(state, 'snapchat', sent['id']) : undefined;
  if (sent === undefined || campaign === undefined) return 'update';
  const shown = campaignJson(campaign);
  const settings = ['name', 'start_time', 'end_time', 'daily_budget_micro', 'lifetime_spend_cap_micro'];
  if (sent['status'] === shown['status'] || settings.some((field) => sent[field] !== shown[field])) return 'update';
  return sent['status'] === 'ACTIVE' ? 'resume' : 'pause';
};

type Route<Subject> = Readonly<{
  operation: (store: Store, request: PlatformRequest) => Operation;
  act: (store: Store, subject: Subject, request: PlatformRequest) => Answer;
}>;

/** An item that is replaced by nothing but another status is named after it. */
const childOperation =
  (kind: 'ad_group' | 'ad') =>
  ({ state }: Store, request: PlatformRequest): Operation => {
    const [sent] = sentItems(request, kind);
    const child = typeof sent?.['id'] === 'string' ? childOf(state, 'snapchat', kind, sent['id']) : undefined;
    const wanted = sent?.['status'] === 'ACTIVE' ? 'active' : 'paused';
    if (child === undefined || child.status === wanted) return 'update';
    return wanted === 'active' ? 'resume' : 'pause';
  };

const accountRoutes: Readonly<Record<string, Route<AccountState>>> = {
  'GET adsquads': {
    operation: () => 'list',
    act: (store, owner, request) => listChildren(store, { owner }, 'ad_group', request),
  },
  'GET ads': { operation: () => 'list', act: (store, owner, request) => listChildren(store, { owner }, 'ad', request) },
  'GET creatives': {
    operation: () => 'list',
    act: (store, owner, request) => listChildren(store, { owner }, 'creative', request),
  },
  'POST creatives': { operation: () => 'create', act: createCreatives },
  'GET campaigns': { operation: () => 'list', act: listCampaigns },
  'POST campaigns': {
    operation: () => 'create',
    act: (store, owner, request) => createCampaigns(store, owner, sentCampaigns(request)),
  },
  'PUT campaigns': {
    operation: replaceOperation,
    act: (store, owner, request) => replaceCampaigns(store, owner, sentCampaigns(request)),
  },
  'GET stats': { operation: () => 'report', act: accountStats },
};

const campaignRoutes: Readonly<Record<string, Route<OwnedCampaign>>> = {
  'GET ': { operation: () => 'read', act: (_store, owned) => readCampaign(owned) },
  'DELETE ': { operation: () => 'delete', act: deleteCampaign },
  'GET stats': { operation: () => 'report', act: campaignStats },
  'GET adsquads': {
    operation: () => 'list',
    act: (store, owned, request) => listChildren(store, owned, 'ad_group', request),
  },
  'GET ads': { operation: () => 'list', act: (store, owned, request) => listChildren(store, owned, 'ad', request) },
  'POST adsquads': {
    operation: () => 'create',
    act: (store, { campaign }, request) => campaignEdges.createSquads(store, campaign, request),
  },
  'PUT adsquads': {
    operation: childOperation('ad_group'),
    act: (store, { campaign }, request) => campaignEdges.replaceSquads(store, campaign, request),
  },
};

type OwnedChild = Readonly<{ owner: AccountState; child: Child }>;

const childReads: Readonly<Record<string, Route<OwnedChild>>> = {
  'GET ': { operation: () => 'read', act: (store, { child }) => readChild(store, child) },
};
const childRoutes: Readonly<Record<SnapchatKind, Readonly<Record<string, Route<OwnedChild>>>>> = {
  ad_group: {
    ...childReads,
    'DELETE ': { operation: () => 'delete', act: (store, { child }) => deleteChild(store, child) },
    'GET ads': {
      operation: () => 'list',
      act: (store, { owner, child }, request) => listChildren(store, { owner, squad: child }, 'ad', request),
    },
    'POST ads': {
      operation: () => 'create',
      act: (store, { child }, request) => squadEdges.createAds(store, child, request),
    },
    'PUT ads': {
      operation: childOperation('ad'),
      act: (store, { child }, request) => squadEdges.replaceAds(store, child, request),
    },
  },
  ad: {
    ...childReads,
    'DELETE ': { operation: () => 'delete', act: (store, { child }) => deleteChild(store, child) },
  },
  creative: childReads,
};
const kindOfNode: Readonly<Record<string, SnapchatKind>> = { adsquads: 'ad_group', ads: 'ad', creatives: 'creative' };

const answered = (step: () => Answer): Answer => {
  try {
    return step();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
};

/** Every answer tells how many calls are left, refusals too. */
const metered = (store: Store, usage: AccountState['usage'], act: () => Answer): Answer => {
  const answer = answered(() => {
    checkUsage(usage);
    return act();
  });
  const campaign = answer.concerning === undefined ? undefined : campaignOf(store.state, 'snapchat', answer.concerning);
  const now = campaign === undefined ? store.now() : campaignNow(store, campaign);
  return { ...answer, headers: { ...usageHeaders(usage, now), ...answer.headers } };
};

const accountPlan = (store: Store, request: PlatformRequest, adAccountId: string, edge: string): Plan => {
  const route = accountRoutes[`${request.method} ${edge}`];
  if (route === undefined) throw notFound();
  const run = (): Answer => {
    const owner = authorizedAccount(store, request, adAccountId);
    return metered(store, owner.usage, () => route.act(store, owner, request));
  };
  return { operation: route.operation(store, request), adAccountId, run };
};

const campaignPlan = (store: Store, request: PlatformRequest, id: string, edge: string): Plan => {
  const route = campaignRoutes[`${request.method} ${edge}`];
  if (route === undefined) throw notFound();
  const adAccountId = campaignOf(store.state, 'snapchat', id)?.adAccountId;
  const run = (): Answer => {
    const owned = authorizedCampaign(store, request, id);
    return metered(store, owned.owner.usage, () => route.act(store, owned, request));
  };
  return {
    operation: route.operation(store, request),
    ...(adAccountId === undefined ? {} : { adAccountId }),
    run,
  };
};

const childPlan = (store: Store, request: PlatformRequest, kind: SnapchatKind, id: string, edge: string): Plan => {
  const route = childRoutes[kind][`${request.method} ${edge}`];
  if (route === undefined) throw notFound();
  const adAccountId = childOf(store.state, 'snapchat', kind, id)?.adAccountId;
  const run = (): Answer => {
    validToken(store, request);
    const child = knownChild(store, kind, id);
    const owner = authorizedAccount(store, request, child.adAccountId);
    return metered(store, owner.usage, () => route.act(store, { owner, child }, request));
  };
  return { operation: route.operation(store, request), ...(adAccountId === undefined ? {} : { adAccountId }), run };
};

const organizationPlan = (store: Store, request: PlatformRequest, id: string | undefined): Plan => {
  const run = (): Answer => {
    const token = validToken(store, request);
    return metered(store, {}, () =>
      id === undefined ? listOrganizations(store, token, request) : listAdAccounts(store, token, id),
    );
  };
  return { operation: 'verify', run };
};

/** Snapchat's Marketing API: amounts in micros, changes that replace the whole, errors on two levels. */
export const snapchat: PlatformModule = {
  name: 'snapchat',
  accountId: (given) => given,
  plan: (request, { store }) => {
    const connecting = oauthPlan(oauthRoutes, store, request);
    if (connecting !== undefined) return connecting;
    const [, node, id = '', edge = ''] = /^\/v1\/([^/]+)\/([^/]+)(?:\/([^/]+))?\/?$/.exec(request.path) ?? [];
    if (node === 'adaccounts') return accountPlan(store, request, id, edge);
    if (node === 'campaigns') return campaignPlan(store, request, id, edge);
    const kind = kindOfNode[node ?? ''];
    if (kind !== undefined) return childPlan(store, request, kind, id, edge);
    if (request.method !== 'GET') throw notFound();
    if (node === 'me' && id === 'organizations' && edge === '') return organizationPlan(store, request, undefined);
    if (node === 'organizations' && edge === 'adaccounts') return organizationPlan(store, request, id);
    throw notFound();
  },
  edit: (campaign, edit, store) => editedCampaign(campaign, edit, store.now()),
  faults: {
    rateLimit: blocked,
    serverError: () => requestError(500, { debug: 'Internal Server Error' }),
    tokenExpired: expiredToken,
    missingScope: () => noPermission().answer,
    validation: () => requestError(400, { code: 'E1001', debug: 'The request is not valid' }),
  },
};
