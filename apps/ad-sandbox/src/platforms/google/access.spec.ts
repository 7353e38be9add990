import { describe, expect, it } from '@jest/globals';
import { google } from './index.ts';
import { customerId, googleSandbox, managerId, token } from './testing/google-sandbox.ts';
import { created, refusal } from './testing/requests.ts';

const query = { query: 'SELECT customer.id FROM customer' };
const authorization = `Bearer ${token}`;

describe('access to Google', () => {
  it('needs a token', () => {
    expect(googleSandbox().post('googleAds:search', query, {})).toMatchObject({
      status: 401,
      body: { error: { code: 401, status: 'UNAUTHENTICATED' } },
    });
  });

  it.each([
    ['no bearer token', 'Basic abc', 'OAUTH_TOKEN_HEADER_INVALID'],
    ['an unknown token', 'Bearer unknown', 'OAUTH_TOKEN_INVALID'],
  ])('refuses %s', (_what, header, name) => {
    expect(googleSandbox().post('googleAds:search', query, { authorization: header })).toMatchObject(
      refusal(401, 'authenticationError', name),
    );
  });

  it.each([
    ['expired', 'OAUTH_TOKEN_EXPIRED'],
    ['revoked', 'OAUTH_TOKEN_REVOKED'],
  ] as const)('refuses a token that was %s', (state, name) => {
    const { store, post } = googleSandbox();
    store.commit([{ type: 'TokensChanged', platform: 'google', adAccountId: customerId, state }]);
    expect(post('googleAds:search', query)).toMatchObject(refusal(401, 'authenticationError', name));
  });

  it('neither needs nor minds a developer token', () => {
    const { post } = googleSandbox();
    expect(post('googleAds:search', query).status).toBe(200);
    expect(post('googleAds:search', query, { authorization, 'developer-token': 'any' }).status).toBe(200);
  });

  it('wants the manager named through which the customer is reached', () => {
    const { post } = googleSandbox({ loginCustomerId: managerId });
    const denied = refusal(403, 'authorizationError', 'USER_PERMISSION_DENIED');
    const asked = (login: string) => post('googleAds:search', query, { authorization, 'login-customer-id': login });
    expect(post('googleAds:search', query)).toMatchObject(denied);
    expect(asked('1231231234')).toMatchObject(denied);
    expect(asked('999-888-7777')).toMatchObject(refusal(403, 'headerError', 'INVALID_LOGIN_CUSTOMER_ID'));
    expect(asked(managerId)).toMatchObject({ status: 200, body: { results: [{ customer: { id: customerId } }] } });
  });

  it('lets a token use its own customers only', () => {
    const { send, open, grant } = googleSandbox();
    const path = '/v26/customers/4445556666/googleAds:search';
    expect(send(path, JSON.stringify(query))).toMatchObject(refusal(401, 'authenticationError', 'CUSTOMER_NOT_FOUND'));
    open({ adAccountId: '4445556666' });
    expect(send(path, JSON.stringify(query))).toMatchObject(
      refusal(403, 'authorizationError', 'USER_PERMISSION_DENIED'),
    );
    grant(token, '4445556666');
    expect(send(path, JSON.stringify(query))).toMatchObject({ status: 200 });
  });

  it('does not show the campaigns of one customer to another', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    sandbox.open({ adAccountId: '4445556666' });
    sandbox.grant(token, '4445556666');
    const asked = { query: `SELECT campaign.id FROM campaign WHERE campaign.id = ${id}` };
    const { body } = sandbox.send('/v26/customers/4445556666/googleAds:search', JSON.stringify(asked));
    expect(body).not.toHaveProperty('results');
  });

  it('takes a customer id without dashes only', () => {
    const { send } = googleSandbox();
    expect(send('/v26/customers/111-222-3333/googleAds:search', JSON.stringify(query))).toMatchObject(
      refusal(400, 'requestError', 'INVALID_CUSTOMER_ID'),
    );
  });

  it.each([
    `/v22/customers/${customerId}/googleAds:search`,
    `/v26/customers/${customerId}/adGroupBidModifiers:mutate`,
    `/v26/customers/${customerId}/constructor:call`,
    '/',
  ])('finds nothing at %s', (path) => {
    expect(googleSandbox().send(path, '{}')).toMatchObject({
      status: 404,
      body: expect.stringContaining('<!DOCTYPE html>'),
    });
  });

  it('cannot read a body that is no JSON', () => {
    const { send } = googleSandbox();
    expect(send(`/v26/customers/${customerId}/googleAds:search`, '{"query":')).toMatchObject({
      status: 400,
      body: { error: { message: 'Invalid JSON payload received.', status: 'INVALID_ARGUMENT' } },
    });
  });
});

describe('faults of Google', () => {
  it('says how long to wait, and for what', () => {
    expect(google.faults.rateLimit({ adAccountId: customerId, waitSeconds: 30, now: 0 })).toMatchObject({
      status: 429,
      body: {
        error: {
          status: 'RESOURCE_EXHAUSTED',
          details: [
            {
              errors: [
                {
                  errorCode: { quotaError: 'RESOURCE_TEMPORARILY_EXHAUSTED' },
                  details: { quotaErrorDetails: { rateScope: 'ACCOUNT', retryDelay: '30s' } },
                },
              ],
            },
          ],
        },
      },
    });
  });

  it.each([
    ['serverError', 500, 'internalError', 'INTERNAL_ERROR'],
    ['tokenExpired', 401, 'authenticationError', 'OAUTH_TOKEN_EXPIRED'],
    ['validation', 400, 'fieldError', 'INVALID_VALUE'],
  ] as const)('answers %s in its own words', (fault, status, family, name) => {
    expect(google.faults[fault]()).toMatchObject(refusal(status, family, name));
  });
});
