import { type Answer, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { campaignOf } from '../../state/state.ts';
import { editedCampaign } from '../edit.ts';
import type { Operation, Plan, PlatformModule, World } from '../platform.ts';
import { authorizedAccount, authorizedCampaign, authorizedChild, type OwnedCampaign } from './access.ts';
import { accountJson } from './account-json.ts';
import { deleteCampaign, updateCampaign } from './change.ts';
import { childById } from './child-ids.ts';
import {
  createAd,
  createAdSet,
  createCreative,
  deleteChild,
  listChildren,
  type OwnedChild,
  readChild,
  updateChild,
} from './children.ts';
import { createCampaign } from './create.ts';
import { expiredToken, graphError, invalid, noPermission } from './errors.ts';
import { listCampaigns, readCampaign } from './find.ts';
import { accountInsights, adInsights, campaignInsights } from './insights.ts';
import { oauthRoutes, routeOf } from './oauth.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import { blocked, blockLengthens, checkUsage, type UseCase, usageHeaders } from './usage.ts';

type Route<Subject> = Readonly<{
  operation: (parameters: Parameters) => Operation;
  act: (world: World, subject: Subject, parameters: Parameters, request: PlatformRequest) => Answer;
}>;

const statusOperations: Readonly<Record<string, Operation>> = { ACTIVE: 'resume', PAUSED: 'pause', DELETED: 'delete' };

/** A change of nothing but the status is named after it. */
const changeOperation = ({ access_token: _, ...sent }: Parameters): Operation => {
  const [name, ...others] = Object.keys(sent);
  return name === 'status' && others.length === 0 ? (statusOperations[String(sent[name])] ?? 'update') : 'update';
};

const accountRoutes: Readonly<Record<string, Route<AccountState>>> = {
  'GET ': {
    operation: () => 'verify',
    act: (_world, { account }, parameters) => ({ status: 200, body: accountJson(account, parameters) }),
  },
  'GET campaigns': { operation: () => 'list', act: listCampaigns },
  'POST campaigns': {
    operation: () => 'create',
    act: ({ store }, owner, parameters) => createCampaign(store, owner, parameters),
  },
  'GET adsets': { operation: () => 'list', act: listChildren('ad_group', () => true) },
  'POST adsets': {
    operation: () => 'create',
    act: ({ store }, owner, parameters) => createAdSet(store, owner, parameters),
  },
  'GET ads': { operation: () => 'list', act: listChildren('ad', () => true) },
  'POST ads': { operation: () => 'create', act: ({ store }, owner, parameters) => createAd(store, owner, parameters) },
  'GET adcreatives': { operation: () => 'list', act: listChildren('creative', () => true) },
  'POST adcreatives': {
    operation: () => 'create',
    act: ({ store }, owner, parameters) => createCreative(store, owner, parameters),
  },
  'GET insights': { operation: () => 'report', act: accountInsights },
};

const campaignRoutes: Readonly<Record<string, Route<OwnedCampaign>>> = {
  'GET ': { operation: () => 'read', act: readCampaign },
  'POST ': {
    operation: changeOperation,
    act: ({ store }, owned, parameters) => updateCampaign(store, owned, parameters),
  },
  'DELETE ': { operation: () => 'delete', act: ({ store }, owned) => deleteCampaign(store, owned) },
  'GET adsets': {
    operation: () => 'list',
    act: (world, { owner, campaign }, ...asked) =>
      listChildren('ad_group', ({ campaignId }) => campaignId === campaign.id)(world, owner, ...asked),
  },
  'GET ads': {
    operation: () => 'list',
    act: (world, { owner, campaign }, ...asked) =>
      listChildren('ad', ({ campaignId }) => campaignId === campaign.id)(world, owner, ...asked),
  },
  'GET insights': { operation: () => 'report', act: campaignInsights },
};

const childRoutes: Readonly<Record<string, Route<OwnedChild>>> = {
  'GET ': { operation: () => 'read', act: readChild },
  'POST ': {
    operation: changeOperation,
    act: ({ store }, owned, parameters) => updateChild(store, owned, parameters),
  },
  'DELETE ': { operation: () => 'delete', act: ({ store }, owned) => deleteChild(store, owned) },
  'GET ads': {
    operation: () => 'list',
    act: (world, { owner, child }, ...asked) =>
      listChildren('ad', ({ adGroupId }) => adGroupId === child.id)(world, owner, ...asked),
  },
  'GET insights': { operation: () => 'report', act: adInsights },
};

const answered = (step: () => Answer): Answer => {
  try {
    return step();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
};

/** Refusals carry the account's usage just as successes do. */
const metered = ({ store }: World, owner: AccountState, operation: Operation, act: () => Answer): Answer => {
  const useCase: UseCase = operation === 'report' ? 'ads_insights' : 'ads_management';
  const answer = answered(() => {
    checkUsage(owner, useCase, store.state.switches.has(blockLengthens));
    return act();
  });
  const headers = usageHeaders(owner.account.adAccountId, useCase, owner.usage);
  return { ...answer, headers: { ...headers, ...answer.headers } };
};

const newestVersion = 26;

const unknownPath = (path: string): Refusal =>
  new Refusal(graphError(400, { message: `Unknown path components: ${path}`, code: 2500 }));

/** What stands behind the version; versions that have expired are served like the current one. Throws `Refusal` 2500. */
const unversioned = (path: string): string => {
  const [, major, rest] = /^\/v(\d+)\.\d+(\/.+)$/.exec(path) ?? [];
  if (rest === undefined || Number(major) > newestVersion) throw unknownPath(path);
  return rest;
};

/** Node and edge of a path behind the version. Throws `Refusal` 2500. */
const nodeOf = (path: string): Readonly<{ node: string; edge: string }> => {
  const [, node, edge = ''] = /^\/([^/]+)(?:\/([^/]*))?\/?$/.exec(path) ?? [];
  if (node === undefined) throw unknownPath(path);
  return { node, edge };
};

const unsupported = ({ method, path }: PlatformRequest): Refusal =>
  invalid('path', `Unsupported ${method.toLowerCase()} request to ${path}`);

const accountPlan = (world: World, request: PlatformRequest, adAccountId: string, edge: string): Plan => {
  const route = accountRoutes[`${request.method} ${edge}`];
  if (route === undefined) throw unsupported(request);
  const parameters = parametersOf(request);
  const operation = route.operation(parameters);
  const run = (): Answer => {
    const owner = authorizedAccount(world.store, request, parameters, adAccountId);
    return metered(world, owner, operation, () => route.act(world, owner, parameters, request));
  };
  return { operation, adAccountId, run };
};

const campaignPlan = (world: World, request: PlatformRequest, id: string, edge: string): Plan => {
  const route = campaignRoutes[`${request.method} ${edge}`];
  if (route === undefined) throw unsupported(request);
  const parameters = parametersOf(request);
  const operation = route.operation(parameters);
  const owner = campaignOf(world.store.state, 'meta', id)?.adAccountId;
  const run = (): Answer => {
    const owned = authorizedCampaign(world.store, request, parameters, id);
    return metered(world, owned.owner, operation, () => route.act(world, owned, parameters, request));
  };
  return { operation, ...(owner === undefined ? {} : { adAccountId: owner }), run };
};

const childPlan = (world: World, request: PlatformRequest, child: Child, edge: string): Plan => {
  const route = childRoutes[`${request.method} ${edge}`];
  if (route === undefined) throw unsupported(request);
  const parameters = parametersOf(request);
  const operation = route.operation(parameters);
  const run = (): Answer => {
    const owned = authorizedChild(world.store, request, parameters, child);
    return metered(world, owned.owner, operation, () => route.act(world, owned, parameters, request));
  };
  return { operation, adAccountId: child.adAccountId, run };
};

/** Meta's Marketing API: a part of Graph, with amounts in minor units and numbers as text. */
export const meta: PlatformModule = {
  name: 'meta',
  accountId: (given) => given.replace(/^act_/, ''),
  plan: (request, world) => {
    const path = unversioned(request.path);
    const connecting = oauthPlan(oauthRoutes, world.store, request, routeOf(path));
    if (connecting !== undefined) return connecting;
    const { node, edge } = nodeOf(path);
    const [, adAccountId] = /^act_(\d+)$/.exec(node) ?? [];
    if (adAccountId !== undefined) return accountPlan(world, request, adAccountId, edge);
    const child = childById(world.store.state, node);
    return child === undefined ? campaignPlan(world, request, node, edge) : childPlan(world, request, child, edge);
  },
  edit: (campaign, edit, store) => editedCampaign(campaign, edit, store.now()),
  faults: {
    rateLimit: blocked,
    serverError: () =>
      graphError(500, {
        message: 'An unexpected error has occurred. Please retry your request later.',
        code: 2,
        is_transient: true,
      }),
    tokenExpired: expiredToken,
    missingScope: noPermission,
    validation: () => invalid('request', 'Invalid parameter').answer,
  },
};
