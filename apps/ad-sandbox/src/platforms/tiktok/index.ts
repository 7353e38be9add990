import { type Answer, html, type JsonObject, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { Store } from '../../state/store.ts';
import { editedCampaign } from '../edit.ts';
import type { Operation, Plan, PlatformModule } from '../platform.ts';
import { authorized } from './access.ts';
import { createAdGroup, updateAdGroup } from './ad-groups.ts';
import { createAds } from './ads.ts';
import { updateCampaign, updateStatus } from './change.ts';
import { adGroupLevel, adLevel, getChildren, isOneAskedFor, type Level, updateChildStatus } from './children.ts';
import { createCampaign } from './create.ts';
import { envelope, expiredToken, invalid, ok, refused } from './envelope.ts';
import { bodyOf, jsonParameter, requiredText, texts } from './fields.ts';
import { filteringOf, getCampaigns } from './find.ts';
import { oauthRoutes } from './oauth.ts';
import { getReport } from './report.ts';

const base = '/open_api/v1.3';

const statuses = { open: 'STATUS_ENABLE', pending: 'STATUS_PENDING_CONFIRM', closed: 'STATUS_DISABLE' } as const;

const advertiserInfo = (store: Store, request: PlatformRequest): Plan => {
  const ids = texts(jsonParameter(request.parameters, 'advertiser_ids') ?? [], 'advertiser_ids');
  if (ids.length === 0) throw invalid('advertiser_ids: Missing data for required field.');
  const run = (): Answer =>
    ok({
      list: ids.map((id) => {
        const { account } = authorized(store, request, id);
        return {
          advertiser_id: id,
          name: account.name,
          currency: account.currency,
          timezone: account.timeZone,
          status: statuses[account.standing ?? 'open'],
          role: 'ROLE_ADVERTISER',
        };
      }),
    });
  return { operation: 'verify', ...(ids[0] === undefined ? {} : { adAccountId: ids[0] }), run };
};

const statusOperations: Readonly<Record<string, Operation>> = { ENABLE: 'resume', DISABLE: 'pause', DELETE: 'delete' };

const posted = (
  store: Store,
  request: PlatformRequest,
  operation: (body: JsonObject) => Operation,
  act: (store: Store, owner: ReturnType<typeof authorized>, body: JsonObject) => Answer,
): Plan => {
  const body = bodyOf(request);
  const adAccountId = requiredText(body, 'advertiser_id');
  return {
    operation: operation(body),
    adAccountId,
    run: () => act(store, authorized(store, request, adAccountId), body),
  };
};

const gotten = (
  store: Store,
  request: PlatformRequest,
  operation: Operation,
  act: (store: Store, owner: ReturnType<typeof authorized>, request: PlatformRequest) => Answer,
): Plan => {
  const adAccountId = requiredText(request.parameters, 'advertiser_id');
  return { operation, adAccountId, run: () => act(store, authorized(store, request, adAccountId), request) };
};

const statusOf = (body: JsonObject): Operation => statusOperations[String(body['operation_status'])] ?? 'update';

const childrenGotten = (level: Level) => (store: Store, request: PlatformRequest) =>
  gotten(store, request, isOneAskedFor(request, level) ? 'read' : 'list', getChildren(level));

const routes: Readonly<Record<string, (store: Store, request: PlatformRequest) => Plan>> = {
  'GET /advertiser/info/': advertiserInfo,
  'POST /campaign/create/': (store, request) => posted(store, request, () => 'create', createCampaign),
  'POST /campaign/update/': (store, request) => posted(store, request, () => 'update', updateCampaign),
  'POST /campaign/status/update/': (store, request) => posted(store, request, statusOf, updateStatus),
  'GET /campaign/get/': (store, request) => {
    const ids = filteringOf(request)['campaign_ids'];
    return gotten(store, request, Array.isArray(ids) && ids.length === 1 ? 'read' : 'list', getCampaigns);
  },
  'POST /adgroup/create/': (store, request) => posted(store, request, () => 'create', createAdGroup),
  'POST /adgroup/update/': (store, request) => posted(store, request, () => 'update', updateAdGroup),
  'POST /adgroup/status/update/': (store, request) => posted(store, request, statusOf, updateChildStatus(adGroupLevel)),
  'GET /adgroup/get/': childrenGotten(adGroupLevel),
  'POST /ad/create/': (store, request) => posted(store, request, () => 'create', createAds),
  'POST /ad/status/update/': (store, request) => posted(store, request, statusOf, updateChildStatus(adLevel)),
  'GET /ad/get/': childrenGotten(adLevel),
  'GET /report/integrated/get/': (store, request) => gotten(store, request, 'report', getReport),
};

/** TikTok API for Business v1.3, campaigns, ad groups and ads: HTTP 200 with a code, trailing slash mandatory. */
export const tiktok: PlatformModule = {
  name: 'tiktok',
  accountId: (given) => given,
  plan: (request, { store }) => {
    const connecting = oauthPlan(oauthRoutes, store, request);
    if (connecting !== undefined) return connecting;
    if (/^\/open_api\/v[\d.]+\//.test(request.path) && !request.path.startsWith(`${base}/`))
      throw refused(40051, 'This API version is not supported.');
    const path = request.path.startsWith(`${base}/`) ? request.path.slice(base.length) : undefined;
    const route = path === undefined ? undefined : routes[`${request.method} ${path}`];
    if (route === undefined) throw new Refusal(html(404, '404 Not Found'));
    return route(store, request);
  },
  edit: (campaign, edit, store) => editedCampaign(campaign, edit, store.now()),
  faults: {
    rateLimit: ({ adAccountId }) =>
      adAccountId === undefined
        ? envelope(40100, 'Requests made too frequently. Please retry later.')
        : envelope(40133, 'Too many requests for this advertiser. Please retry later.'),
    serverError: () => envelope(50000, 'System error. Please retry later.'),
    tokenExpired: expiredToken,
    missingScope: () => envelope(40001, 'The access token does not carry the permission for this interface.'),
    validation: () => envelope(40002, 'Invalid parameter.'),
  },
};
