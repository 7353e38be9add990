import { type Answer, html, type PlatformRequest, parsedJson, Refusal } from '../../http/exchange.ts';
import { oauthPlan } from '../../oauth/routes.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Store } from '../../state/store.ts';
import type { Operation, PlatformModule } from '../platform.ts';
import { authorized, plainCustomerId } from './access.ts';
import { mutateOperation, searchOperation } from './classify.ts';
import { editedOnGoogle } from './edit.ts';
import { adsError, failureAnswer, insufficientScope, malformed } from './failure.ts';
import { mutateCollection, mutateMixed } from './mutate/mutate.ts';
import { oauthRoutes } from './oauth.ts';
import { type Collection, collections } from './resource-name.ts';
import { search, searchStream, streamed } from './search/search.ts';

type Method = Readonly<{
  operation: (body: unknown) => Operation | undefined;
  act: (store: Store, owner: AccountState, body: unknown) => Answer;
  stream?: true;
}>;

const mutateOn = (collection: Collection): Method => ({
  operation: mutateOperation,
  act: (store, owner, body) => mutateCollection(store, owner, collection, body),
});

const methods: Readonly<Record<string, Method>> = {
  'googleAds:mutate': { operation: mutateOperation, act: mutateMixed },
  ...Object.fromEntries(collections.map((collection) => [`${collection}:mutate`, mutateOn(collection)])),
  'googleAds:search': { operation: searchOperation, act: search },
  'googleAds:searchStream': { operation: searchOperation, act: searchStream, stream: true },
};

const bodyIn = (request: PlatformRequest): unknown => {
  const body = parsedJson(request.bodyText);
  if (body === undefined) throw malformed('Invalid JSON payload received.', '');
  return body;
};

/** `/v26/customers/1112223333/googleAds:search`; any other version is retired or not there yet, and simply not found. */
const routeOf = ({ method, path }: PlatformRequest): Readonly<{ customerId: string; call: Method }> | undefined => {
  const [, customerId, name = ''] = /^\/v26\/customers\/([^/]+)\/(\w+:\w+)$/.exec(path) ?? [];
  const call = method === 'POST' && Object.hasOwn(methods, name) ? methods[name] : undefined;
  return customerId === undefined || call === undefined ? undefined : { customerId, call };
};

/** Google Ads API v26 (REST): campaigns, their budgets, and what stands under them. */
export const google: PlatformModule = {
  name: 'google',
  accountId: plainCustomerId,
  plan: (request, { store }) => {
    const connecting = oauthPlan(oauthRoutes, store, request);
    if (connecting !== undefined) return connecting;
    const route = routeOf(request);
    if (route === undefined) throw new Refusal(html(404, 'Error 404 (Not Found)'));
    const { customerId, call } = route;
    const operation = call.operation(parsedJson(request.bodyText));
    const answer = (): Answer => call.act(store, authorized(store, request, customerId), bodyIn(request));
    return {
      ...(operation === undefined ? {} : { operation }),
      adAccountId: plainCustomerId(customerId),
      run: () => (call.stream === true ? streamed(answer) : answer()),
    };
  },
  edit: editedOnGoogle,
  faults: {
    rateLimit: ({ adAccountId, waitSeconds }) =>
      failureAnswer({
        ...adsError('quotaError', 'RESOURCE_TEMPORARILY_EXHAUSTED', 'Too many requests. Retry later.'),
        details: {
          quotaErrorDetails: {
            rateScope: adAccountId === undefined ? 'DEVELOPER' : 'ACCOUNT',
            rateName: 'Requests per service per method',
            retryDelay: `${waitSeconds}s`,
          },
        },
      }),
    serverError: () => failureAnswer(adsError('internalError', 'INTERNAL_ERROR', 'An internal error has occurred.')),
    tokenExpired: () =>
      failureAnswer(adsError('authenticationError', 'OAUTH_TOKEN_EXPIRED', 'OAuth token has expired.')),
    missingScope: insufficientScope,
    validation: () => failureAnswer(adsError('fieldError', 'INVALID_VALUE', 'A field has an invalid value.')),
  },
};
