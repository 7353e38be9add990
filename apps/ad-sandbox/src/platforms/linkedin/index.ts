import { type Answer, headerOf, isObject, type JsonObject, type PlatformRequest } from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Operation, Plan, PlatformModule, World } from '../platform.ts';
import { authorizedAccount } from './access.ts';
import { readAccount, searchAccounts } from './accounts.ts';
import { getAnalytics, reportedAccount } from './analytics.ts';
import { bodyOf } from './body.ts';
import { deleteCampaign, updateCampaign } from './change.ts';
import { associate, associatedAccount, listConversions, listedAccount } from './conversions.ts';
import { createCampaign } from './create.ts';
import {
  createCreative,
  createInline,
  deleteCreative,
  findCreatives,
  readCreative,
  updateCreative,
} from './creatives.ts';
import { editCampaign } from './edit.ts';
import { accessDenied, expiredToken, invalid, malformed, notFound, plain } from './errors.ts';
import { readCampaign, searchCampaigns } from './find.ts';
import { createGroup, readGroup, searchGroups } from './groups.ts';
import { oauthRoutes } from './oauth.ts';

type Route = Readonly<{
  /** Absent for campaign groups: they are not what rules about campaigns mean. */
  operation?: (request: PlatformRequest) => Operation;
  act: (world: World, owner: AccountState, request: PlatformRequest, id: string) => Answer;
}>;

const is = (operation: Operation) => (): Operation => operation;

const statusOperations: Readonly<Record<string, Operation>> = {
  ACTIVE: 'resume',
  PAUSED: 'pause',
  PENDING_DELETION: 'delete',
};

const partialUpdate = (request: PlatformRequest): JsonObject => {
  if (headerOf(request, 'x-restli-method')?.toUpperCase() === 'PARTIAL_UPDATE') return bodyOf(request);
  throw malformed('Header X-RestLi-Method must be PARTIAL_UPDATE');
};

const updateOperation = (request: PlatformRequest): Operation => {
  const { patch } = partialUpdate(request);
  const set = isObject(patch) ? patch['$set'] : undefined;
  const status = isObject(set) ? (set['status'] ?? set['intendedStatus']) : undefined;
  return statusOperations[String(status)] ?? 'update';
};

const finder = (request: PlatformRequest): PlatformRequest => {
  if (headerOf(request, 'x-restli-method')?.toUpperCase() === 'FINDER') return request;
  throw malformed('Header X-RestLi-Method must be FINDER');
};

/** A collection answers a POST by making one, or by the action that is named. */
const newCreative: Route['act'] = ({ store }, owner, request) => {
  const { action } = request.parameters;
  if (action === undefined) return createCreative(store, owner, bodyOf(request));
  if (action === 'createInline') return createInline(store, owner, bodyOf(request));
  throw malformed(`There is no action ${action}`);
};

/** Below `/adAccounts/{id}`; `{id}` is the second id of a path. */
const routes: Readonly<Record<string, Route>> = {
  'GET ': { operation: is('verify'), act: (_world, owner) => readAccount(owner) },
  'GET /adCampaigns': { operation: is('list'), act: searchCampaigns },
  'POST /adCampaigns': {
    operation: is('create'),
    act: ({ store }, owner, request) => createCampaign(store, owner, bodyOf(request)),
  },
  'GET /adCampaigns/{id}': {
    operation: is('read'),
    act: ({ store }, owner, _request, id) => readCampaign(store, owner, id),
  },
  'POST /adCampaigns/{id}': {
    operation: updateOperation,
    act: ({ store }, owner, request, id) => updateCampaign(store, owner, id, partialUpdate(request)),
  },
  'DELETE /adCampaigns/{id}': {
    operation: is('delete'),
    act: ({ store }, owner, _request, id) => deleteCampaign(store, owner, id),
  },
  'GET /creatives': {
    operation: is('list'),
    act: (world, owner, request) => findCreatives(world, owner, finder(request)),
  },
  'POST /creatives': { operation: is('create'), act: newCreative },
  'GET /creatives/{id}': {
    operation: is('read'),
    act: ({ store }, owner, _request, id) => readCreative(store, owner, id),
  },
  'POST /creatives/{id}': {
    operation: updateOperation,
    act: ({ store }, owner, request, id) => updateCreative(store, owner, id, partialUpdate(request)),
  },
  'DELETE /creatives/{id}': {
    operation: is('delete'),
    act: ({ store }, owner, _request, id) => deleteCreative(store, owner, id),
  },
  'GET /adCampaignGroups': { act: (_world, owner, request) => searchGroups(owner, request) },
  'POST /adCampaignGroups': { act: ({ store }, owner, request) => createGroup(store, owner, bodyOf(request)) },
  'GET /adCampaignGroups/{id}': { act: (_world, owner, _request, id) => readGroup(owner, id) },
};

/** A query too long for a URL comes as the form of a POST that says what it stands for. */
const untunnelled = (request: PlatformRequest): PlatformRequest =>
  request.method === 'POST' && headerOf(request, 'x-http-method-override') === 'GET'
    ? { ...request, method: 'GET', queryText: request.bodyText, bodyText: '' }
    : request;

const inAccount = (world: World, request: PlatformRequest, adAccountId: string, below: string): Plan => {
  const [whole, collection = '', id = ''] = /^(?:(\/\w+)(?:\/([^/]+))?)?$/.exec(below) ?? [];
  const pattern = `${request.method} ${collection}${id === '' ? '' : '/{id}'}`;
  const route = whole === undefined ? undefined : routes[pattern];
  if (route === undefined) throw notFound(`${request.method} ${request.path}`);
  const operation = route.operation?.(request);
  return {
    ...(operation === undefined ? {} : { operation }),
    adAccountId,
    run: () => route.act(world, authorizedAccount(world.store, request, adAccountId), request, id),
  };
};

const concerning = (adAccountId: string | undefined) => (adAccountId === undefined ? {} : { adAccountId });

const planOf = (request: PlatformRequest, world: World): Plan => {
  const { method, path } = request;
  const { store } = world;
  if (method === 'GET' && path === '/rest/adAnalytics') {
    return {
      operation: 'report',
      ...concerning(reportedAccount(store, request)),
      run: () => getAnalytics(store, request),
    };
  }
  if (method === 'GET' && path === '/rest/adAccounts') {
    return { operation: 'verify', run: () => searchAccounts(store, request) };
  }
  if (method === 'GET' && path === '/rest/conversions') {
    return { operation: 'list', ...concerning(listedAccount(request)), run: () => listConversions(store, request) };
  }
  const [, key] = /^\/rest\/campaignConversions\/(.+)$/.exec(path) ?? [];
  if (method === 'PUT' && key !== undefined) {
    const run = () => associate(store, request, key);
    return { operation: 'update', ...concerning(associatedAccount(store, key)), run };
  }
  const [, adAccountId, below = ''] = /^\/rest\/adAccounts\/(\d+)(\/.+)?$/.exec(path) ?? [];
  if (adAccountId === undefined) throw notFound(`${method} ${path}`);
  return inAccount(world, request, adAccountId, below);
};

/** LinkedIn's Marketing API: the version in a header, ids in a header, changes answered without a body. */
export const linkedin: PlatformModule = {
  name: 'linkedin',
  accountId: (given) => given.replace(/^urn:li:sponsoredAccount:/, ''),
  plan: (request, world) => oauthPlan(oauthRoutes, world.store, request) ?? planOf(untunnelled(request), world),
  edit: editCampaign,
  faults: {
    // Neither a header nor the body says how long.
    rateLimit: () => plain(429, 'Resource level throttle limit for calls to this resource is reached.'),
    serverError: () => ({
      ...plain(500, 'Internal Server Error'),
      headers: { 'x-li-uuid': 'AAYAAAAAAAAAAAAAAAAAAA==', 'x-li-fabric': 'prod-sandbox' },
    }),
    tokenExpired: expiredToken,
    missingScope: () => accessDenied().answer,
    validation: () => invalid('INVALID_VALUE_FOR_FIELD', 'name', 'name is not accepted').answer,
  },
};
