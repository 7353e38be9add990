import type { AuthorizationEvent, Platform } from '@campaigns/contracts';
import { authorizationId as authorizationIdSchema, platform as platformSchema } from '@campaigns/contracts';
import type { Authorization, AuthorizationCommand } from '@campaigns/domain';
import { type CommandContext, derivedId } from '@campaigns/event-sourcing';
import { type AuthorizationSlips, type ConsentAnswer, type GrantPublicKey, sealText } from '@campaigns/grant-handover';
import { Problem } from '@campaigns/service-kit';
import { type RequestHandler, Router } from 'express';
import type { Deciding } from '../commands/deciding.ts';
import { type CallbackOutcome, callbackPage } from './callback-page.ts';

type Dependencies = Readonly<{
  authorizations: Deciding<Authorization, AuthorizationCommand, AuthorizationEvent>;
  slips: AuthorizationSlips;
  grantPublicKey: GrantPublicKey | undefined;
}>;

/** What a platform sends back with the person; the names differ, the meaning does not. */
type Returned = Readonly<{ state: string | undefined; code: string | undefined; refusal: string | undefined }>;

type Query = Readonly<Record<string, unknown>>;

const longest = 2_000;

const textIn = (query: Query, name: string): string | undefined => {
  const value = query[name];
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
};

const returnedFrom = (platform: Platform, query: Query): Returned => {
  const text = (name: string): string | undefined => textIn(query, name);
  if (platform === 'twitter') {
    const denied = text('denied');
    return { state: text('oauth_token') ?? denied, code: text('oauth_verifier'), refusal: denied && 'access_denied' };
  }
  return { state: text('state'), code: text('auth_code') ?? text('code'), refusal: text('error') };
};

const notAwaited: CallbackOutcome = {
  status: 400,
  title: 'This page is no longer valid',
  text: 'The connection was answered before, has run out of time, or was begun elsewhere. Please begin it again.',
};
const refused: CallbackOutcome = {
  status: 200,
  title: 'Access was not granted',
  text: 'Nothing was connected. You can close this page.',
};
const received: CallbackOutcome = {
  status: 200,
  title: 'Access was granted',
  text: 'You can close this page and go back to choose the ad accounts.',
};

const contextOf = (
  { asked }: Exclude<Authorization, { status: 'absent' }>,
  purpose: 'answered' | 'failed',
): CommandContext => ({
  commandId: derivedId(asked.authorizationId, purpose),
  orgId: asked.orgId,
  actor: { kind: 'user', id: asked.userId },
  correlationId: asked.authorizationId,
  causationId: asked.authorizationId,
  occurredAt: new Date().toISOString(),
});

/**
 * Where platforms send people back to, without a token: what makes it safe is the state, which is looked at before anything
 * else, comes back once and within its time, and belongs to who asked. Nothing that came is logged.
 */
export const consentCallback = ({ authorizations, slips, grantPublicKey }: Dependencies): Router => {
  const take = async (platform: Platform, { state, code, refusal }: Returned): Promise<CallbackOutcome> => {
    const id = state === undefined ? undefined : await slips.takeState(state, new Date());
    if (id === undefined) return notAwaited;
    const stream = `authorization-${id}` as const;
    const authorization = await authorizations.stateOf(stream);
    if (authorization.status !== 'prepared' || authorization.asked.platform !== platform) return notAwaited;
    const authorizationId = authorizationIdSchema.parse(id);
    const fail = async (failure: Readonly<{ code: string; message: string }>): Promise<CallbackOutcome> => {
      const data = { authorizationId, ...failure, during: 'prepared' as const };
      await authorizations.handle(
        stream,
        () => ({ type: 'FailAuthorization', data }),
        contextOf(authorization, 'failed'),
      );
      return refused;
    };
    if (refusal !== undefined) {
      return fail({ code: 'access-denied', message: 'The access was refused on the consent page' });
    }
    if (code === undefined || grantPublicKey === undefined) {
      return fail({ code: 'no-code', message: 'The platform sent the person back without a code' });
    }
    const answer: ConsentAnswer = { authorizationId, code };
    await slips.keepAnswer(authorizationId, await sealText(JSON.stringify(answer), grantPublicKey));
    const command = { type: 'AnswerAuthorization', data: { authorizationId } } as const;
    await authorizations.handle(stream, () => command, contextOf(authorization, 'answered'));
    return received;
  };

  const callback: RequestHandler = async (request, response) => {
    const platform = platformSchema.safeParse(request.params['platform']);
    if (!platform.success) throw new Problem('not-found', 'There is no such platform');
    const outcome = await take(platform.data, returnedFrom(platform.data, request.query));
    response.status(outcome.status).set('Cache-Control', 'no-store').type('text/html').send(callbackPage(outcome));
  };
  return Router().get('/:platform', callback);
};
