import type { Answer, PlatformRequest } from '../http/exchange.ts';
import type { Operation, Plan } from '../platforms/platform.ts';
import type { Store } from '../state/store.ts';

type Act = (store: Store, request: PlatformRequest) => Answer;

/** By method and path below the platform: `POST /token`. */
export type OAuthRoutes = Readonly<Record<string, Readonly<{ operation?: Operation; act: Act }>>>;

/** Undefined for a call that is about something else. */
export const oauthPlan = (
  routes: OAuthRoutes,
  store: Store,
  request: PlatformRequest,
  path = request.path,
): Plan | undefined => {
  const route = routes[`${request.method} ${path}`];
  if (route === undefined) return undefined;
  const { operation, act } = route;
  return { ...(operation === undefined ? {} : { operation }), run: () => act(store, request) };
};
