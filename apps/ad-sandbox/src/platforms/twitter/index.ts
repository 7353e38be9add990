import { type Answer, html, isObject, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { accountOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { editedCampaign } from '../edit.ts';
import type { Edit, Operation, Plan, PlatformModule } from '../platform.ts';
import { listAccounts, listFundingInstruments, userAccess } from './account.ts';
import { invalid, refused, someParameterInvalid, unauthorized } from './answers.ts';
import { deleteCampaign, updateCampaign } from './change.ts';
import { createCampaign } from './create.ts';
import { batchCriteria, createCriterion, deleteCriterion, listCriteria } from './criteria.ts';
import { listCampaigns, readCampaign } from './find.ts';
import { createLineItem, deleteLineItem, listLineItems, readLineItem, updateLineItem } from './line-items.ts';
import { listLocations } from './lookups.ts';
import { authenticated } from './oauth/authentication.ts';
import { oauthRoutes } from './oauth/three-legs.ts';
import { type Pairs, type Parameters, pairsOf } from './parameters.ts';
import { createPost, listPosts, listPromotableUsers } from './posts.ts';
import { listPromoted, promotePosts, readPromoted, stopPromoted } from './promoted-posts.ts';
import { blocked, counted } from './rate-limit.ts';
import { getStats } from './stats.ts';

const base = '/12/';

const parametersOf = (pairs: Pairs): Parameters => {
  const parameters = Object.fromEntries(pairs);
  const [twice] = pairs.map(([name]) => name).filter((name, index, names) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(twice, `Duplicate parameter ${twice}`);
  return parameters;
};

const echoed = (pairs: Pairs, path: string): Readonly<Record<string, unknown>> => {
  const [, accountId] = /\/accounts\/([^/]+)/.exec(path) ?? [];
  const values = pairs.map(([name, value]) => [name, name.endsWith('_micro') ? Number(value) : value]);
  return { ...Object.fromEntries(values), ...(accountId === undefined ? {} : { account_id: accountId }) };
};

const answered = (step: () => Answer): Answer => {
  try {
    return step();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
};

/** Authenticates, acts, and gives the answer what every answer has: the version, and the request that it is to. */
const served = (
  store: Store,
  request: PlatformRequest,
  act: (token: TokenRecord, parameters: Parameters) => Answer,
): Answer => {
  const pairs = pairsOf(request);
  const answer = answered(() => act(authenticated(store, request, pairs), parametersOf(pairs)));
  return {
    ...answer,
    headers: { 'x-current-api-version': '12', ...answer.headers },
    ...(isObject(answer.body) ? { body: { ...answer.body, request: { params: echoed(pairs, request.path) } } } : {}),
  };
};

type Act = (store: Store, owner: AccountState, parameters: Parameters, id: string, request: PlatformRequest) => Answer;
type Route = Readonly<{ operation: (parameters: Parameters) => Operation; act: Act }>;

const always = (operation: Operation) => () => operation;

const statusOperations: Readonly<Record<string, Operation>> = { ACTIVE: 'resume', PAUSED: 'pause' };
const changeOf = (parameters: Parameters): Operation => statusOperations[parameters['entity_status'] ?? ''] ?? 'update';

/** Behind the account, `:id` stands for the object; `/stats` and `/batch` come before the account. */
const routes: Readonly<Record<string, Route>> = {
  'GET authenticated_user_access': { operation: always('verify'), act: userAccess },
  'GET funding_instruments': {
    operation: always('verify'),
    act: (_store, owner, parameters) => listFundingInstruments(owner, parameters),
  },
  'GET campaigns': { operation: always('list'), act: listCampaigns },
  'POST campaigns': { operation: always('create'), act: createCampaign },
  'GET campaigns/:id': {
    operation: always('read'),
    act: (store, owner, parameters, id) => readCampaign(store, owner, id, parameters),
  },
  'PUT campaigns/:id': {
    operation: changeOf,
    act: (store, owner, parameters, id) => updateCampaign(store, owner, id, parameters),
  },
  'DELETE campaigns/:id': {
    operation: always('delete'),
    act: (store, owner, _parameters, id) => deleteCampaign(store, owner, id),
  },
  'GET line_items': { operation: always('list'), act: listLineItems },
  'POST line_items': { operation: always('create'), act: createLineItem },
  'GET line_items/:id': {
    operation: always('read'),
    act: (store, owner, parameters, id) => readLineItem(store, owner, id, parameters),
  },
  'PUT line_items/:id': {
    operation: changeOf,
    act: (store, owner, parameters, id) => updateLineItem(store, owner, id, parameters),
  },
  'DELETE line_items/:id': {
    operation: always('delete'),
    act: (store, owner, _parameters, id) => deleteLineItem(store, owner, id),
  },
  'GET targeting_criteria': { operation: always('list'), act: listCriteria },
  'POST targeting_criteria': { operation: always('create'), act: createCriterion },
  'DELETE targeting_criteria/:id': {
    operation: always('delete'),
    act: (store, owner, _parameters, id) => deleteCriterion(store, owner, id),
  },
  'POST /batch targeting_criteria': {
    operation: always('create'),
    act: (store, owner, _parameters, _id, request) => batchCriteria(store, owner, request),
  },
  'GET promotable_users': {
    operation: always('verify'),
    act: (_store, owner, parameters) => listPromotableUsers(owner, parameters),
  },
  'POST tweet': { operation: always('create'), act: createPost },
  'GET tweets': { operation: always('list'), act: listPosts },
  // There is no PUT: what is promoted is stopped by deleting it, and goes on with another id.
  'GET promoted_tweets': { operation: always('list'), act: listPromoted },
  'POST promoted_tweets': { operation: always('create'), act: promotePosts },
  'GET promoted_tweets/:id': {
    operation: always('read'),
    act: (store, owner, _parameters, id) => readPromoted(store, owner, id),
  },
  'DELETE promoted_tweets/:id': {
    operation: always('delete'),
    act: (store, owner, _parameters, id) => stopPromoted(store, owner, id),
  },
  'GET /stats': { operation: always('report'), act: getStats },
};

/** Throws `Refusal` 403 also for an account that does not exist. */
const ownerFor = ({ state }: Store, token: TokenRecord, adAccountId: string): AccountState => {
  const owner = token.adAccountIds.has(adAccountId) ? accountOf(state, 'twitter', adAccountId) : undefined;
  if (owner === undefined)
    throw refused(403, 'ACCOUNT_NOT_FOUND', `Account ${adAccountId} was not found`, 'account_id');
  return owner;
};

type Found = Readonly<{ route: Route; adAccountId: string; id: string }>;

const routeOf = ({ method, path }: PlatformRequest): Found | undefined => {
  const [, place, adAccountId, edge, id] =
    /^(stats\/|batch\/)?accounts\/([0-9a-z]+)(?:\/([a-z_]+)(?:\/([0-9a-z]+))?)?$/.exec(path.slice(base.length)) ?? [];
  const names = [
    ...(place === undefined ? [] : [`/${place.slice(0, -1)}`]),
    ...(edge === undefined ? [] : [id === undefined ? edge : `${edge}/:id`]),
  ];
  const route = routes[`${method} ${names.join(' ')}`];
  return route === undefined || adAccountId === undefined ? undefined : { route, adAccountId, id: id ?? '' };
};

const accountsPlan = (store: Store, request: PlatformRequest): Plan => ({
  operation: 'verify',
  run: () =>
    served(store, request, ({ adAccountIds }, parameters) => {
      const owners = [...adAccountIds].flatMap((id) => accountOf(store.state, 'twitter', id) ?? []);
      return listAccounts(owners, parameters);
    }),
});

/** What is asked of no account, and of whomever the token belongs to. */
const lookupPlan = (store: Store, request: PlatformRequest): Plan => ({
  operation: 'list',
  run: () => served(store, request, (_token, parameters) => listLocations(parameters)),
});

const accountPlan = (store: Store, request: PlatformRequest, { route, adAccountId, id }: Found): Plan => ({
  operation: route.operation(Object.fromEntries(pairsOf(request))),
  adAccountId,
  run: () =>
    served(store, request, (token, parameters) => {
      const owner = ownerFor(store, token, adAccountId);
      const headers = counted(owner, request.method === 'GET', store.now());
      const answer = answered(() => route.act(store, owner, parameters, id, request));
      return { ...answer, headers: { ...headers, ...answer.headers } };
    }),
});

/** A person who lowers the total lowers what a day may cost along with it. */
const within = (campaign: Campaign, { budgetMicros }: Edit): Campaign => {
  const { dailyCapMicros: cap } = campaign.budget;
  if (cap === undefined || budgetMicros === undefined) return campaign;
  return { ...campaign, budget: { ...campaign.budget, dailyCapMicros: Math.min(cap, budgetMicros) } };
};

/** X Ads API v12: OAuth 1.0a signatures, parameters in query or form, errors in a list. */
export const twitter: PlatformModule = {
  name: 'twitter',
  accountId: (given) => given,
  plan: (request, { store }) => {
    const connecting = oauthPlan(oauthRoutes, store, request);
    if (connecting !== undefined) return connecting;
    // What is not even the API answers with a page.
    if (!request.path.startsWith(base)) throw new Refusal(html(404, 'Not Found'));
    if (request.method === 'GET' && request.path === `${base}accounts`) return accountsPlan(store, request);
    if (request.method === 'GET' && request.path === `${base}targeting_criteria/locations`) {
      return lookupPlan(store, request);
    }
    const found = routeOf(request);
    if (found !== undefined) return accountPlan(store, request, found);
    const unknown = refused(404, 'ROUTE_NOT_FOUND', `The requested resource could not be found`);
    return { run: () => served(store, request, () => unknown.answer) };
  },
  edit: (campaign, edit, store) => editedCampaign(within(campaign, edit), edit, store.now()),
  faults: {
    rateLimit: blocked,
    // A front end that is overloaded, and does not answer in the API's form.
    serverError: () => html(503, 'Over capacity'),
    tokenExpired: () => unauthorized('oauth_token is not valid any more'),
    missingScope: () => refused(403, 'READONLY_CLIENT_APPLICATION', 'The client application may not do this').answer,
    validation: someParameterInvalid,
  },
};
