import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adsScopes,
  asForm,
  clientOf,
  codeFrom,
  connected,
  decided,
  exchange,
  pageOf,
  refresh,
  sentBack,
  type Tokens,
} from '../../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
});
afterEach(() => sandbox.close());

const customers = (token: string): Promise<Reply> =>
  sandbox.call('GET', '/google/v26/customers:listAccessibleCustomers', { token });
const search = (customer: string, query: string, token: string, login = customer): Promise<Reply> =>
  sandbox.call('POST', `/google/v26/customers/${customer}/googleAds:search`, {
    token,
    headers: { 'login-customer-id': login },
    body: { query },
  });
const revoke = (token: string): Promise<Reply> => sandbox.call('POST', '/google/revoke', asForm({ token }));

const errorOf = (reply: Reply): string | undefined => reply.json<{ error?: string }>().error;

const offline = { access_type: 'offline', prompt: 'consent' };

describe('a refresh token of Google', () => {
  const given = async (query: Record<string, string>): Promise<boolean> =>
    (await connected(sandbox, 'google', query)).refresh_token !== undefined;

  it('comes with the first consent, and later only when the person was asked anew', async () => {
    expect(await given({ access_type: 'offline' })).toBe(true);
    expect(await given({ access_type: 'offline' })).toBe(false);
    expect(await given(offline)).toBe(true);
    expect(await given({ access_type: 'offline', prompt: 'select_account consent' })).toBe(true);
  });

  it('does not come to a product that does not ask for access without the person', async () => {
    expect(await given({})).toBe(false);
    expect(await given({ prompt: 'consent' })).toBe(false);
  });

  it('can be left out by the control interface', async () => {
    await sandbox.call('PUT', '/control/consent', { body: { platform: 'google', refreshToken: false } });
    expect(await given(offline)).toBe(false);
  });

  it('stays the same, and gives a new access token each time', async () => {
    const { access_token: first, refresh_token: token = '' } = await connected(sandbox, 'google', offline);
    const second = (await refresh(sandbox, 'google', token)).json<Tokens>();
    expect(second).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      scope: adsScopes.google,
      token_type: 'Bearer',
    });
    expect(second.access_token).not.toBe(first);
    expect((await refresh(sandbox, 'google', token)).status).toBe(200);
  });

  it('is no access token, nor an access token one', async () => {
    const { access_token: access, refresh_token: token = '' } = await connected(sandbox, 'google', offline);
    expect((await customers(token)).status).toBe(401);
    expect(errorOf(await refresh(sandbox, 'google', access))).toBe('invalid_grant');
  });
});

describe('an access token of Google', () => {
  it('ends after an hour less a second, and another one follows', async () => {
    const { access_token: access, refresh_token: token = '' } = await connected(sandbox, 'google', offline);
    sandbox.clock.forward(3_598_999);
    expect((await customers(access)).status).toBe(200);
    sandbox.clock.forward(1);
    const over = await customers(access);
    expect([over.status, over.text]).toEqual([401, expect.stringContaining('OAUTH_TOKEN_EXPIRED')]);
    const next = (await refresh(sandbox, 'google', token)).json<Tokens>();
    expect((await customers(next.access_token)).status).toBe(200);
  });

  it('is of no use for ads when the person unticked their scope', async () => {
    const page = pageOf('google', { scope: `${adsScopes.google} email` });
    expect((await sandbox.call('GET', page)).text).toContain(`name="decline" value="${adsScopes.google}"`);
    const { code = '', scope } = sentBack(await decided(sandbox, page, 'approve', [adsScopes.google ?? '']));
    expect(scope).toBe('email');
    const tokens = (await exchange(sandbox, 'google', code)).json<Tokens>();
    expect(tokens.scope).toBe('email');
    const reply = await customers(tokens.access_token);
    expect([reply.status, reply.text]).toEqual([403, expect.stringContaining('ACCESS_TOKEN_SCOPE_INSUFFICIENT')]);
  });
});

describe('the challenge of a consent on Google', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const challenged = {
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };

  it('is answered by its verifier and by nothing else', async () => {
    const code = await codeFrom(sandbox, 'google', { query: challenged });
    for (const more of [
      {},
      { code_verifier: verifier.replace('d', 'e') },
      { code_verifier: challenged.code_challenge },
    ]) {
      expect(errorOf(await exchange(sandbox, 'google', code, more))).toBe('invalid_grant');
    }
    expect((await exchange(sandbox, 'google', code, { code_verifier: verifier })).status).toBe(200);
  });

  it('has to be there when a verifier is', async () => {
    const code = await codeFrom(sandbox, 'google');
    expect(errorOf(await exchange(sandbox, 'google', code, { code_verifier: verifier }))).toBe('invalid_grant');
  });

  it('goes back when it is none', async () => {
    for (const wrong of [{ code_challenge: 'short' }, { ...challenged, code_challenge_method: 'S512' }]) {
      expect(sentBack(await sandbox.call('GET', pageOf('google', wrong)))).toMatchObject({ error: 'invalid_request' });
    }
  });
});

describe('the token endpoint of Google', () => {
  it.each<[string, Record<string, string>, string]>([
    ['another kind of grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no kind of grant', {}, 'invalid_request'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
  ])('refuses a form with %s', async (_case, fields, error) => {
    const reply = await sandbox.call('POST', '/google/token', asForm({ ...clientOf('google'), ...fields }));
    expect([reply.status, errorOf(reply)]).toEqual([400, error]);
  });

  it('reads nothing but a form, and no name twice', async () => {
    const body = { ...clientOf('google'), grant_type: 'refresh_token', refresh_token: 'any' };
    expect(errorOf(await sandbox.call('POST', '/google/token', { body }))).toBe('invalid_request');
    const twice = `${new URLSearchParams(body)}&refresh_token=other`;
    expect(errorOf(await sandbox.call('POST', '/google/token', asForm(twice)))).toBe('invalid_request');
  });

  it('loses its answer when a fault says so, after the code was used up', async () => {
    const code = await codeFrom(sandbox, 'google');
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'token', times: 1 }]);
    await expect(exchange(sandbox, 'google', code)).rejects.toThrow();
    expect(errorOf(await exchange(sandbox, 'google', code))).toBe('invalid_grant');
  });
});

describe('taking a consent back on Google', () => {
  it.each(['access_token', 'refresh_token'] as const)('ends every token of it, by the %s', async (which) => {
    const tokens = await connected(sandbox, 'google', offline);
    const other = await connected(sandbox, 'google', offline);
    expect((await revoke(tokens[which] ?? '')).status).toBe(200);
    expect((await customers(tokens.access_token)).text).toContain('OAUTH_TOKEN_REVOKED');
    const refused = await refresh(sandbox, 'google', tokens.refresh_token ?? '');
    expect([refused.status, refused.json()]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    ]);
    expect((await customers(other.access_token)).status).toBe(200);
    const again = await revoke(tokens[which] ?? '');
    expect([again.status, errorOf(again)]).toEqual([400, 'invalid_token']);
  });
});

describe('the customers of a token of Google', () => {
  type Row = Readonly<{ customerClient: Readonly<Record<string, unknown>> }>;
  const fields = ['id', 'descriptive_name', 'currency_code', 'time_zone', 'manager', 'status', 'level'];
  const select = `SELECT ${fields.map((field) => `customer_client.${field}`).join(', ')} FROM customer_client`;
  const clientsOf = async (customer: string, token: string, where = 'WHERE customer_client.level <= 5') =>
    ((await search(customer, `${select} ${where}`, token)).json<{ results?: Row[] }>().results ?? []).map(
      ({ customerClient }) => customerClient,
    );

  beforeEach(async () => {
    await sandbox.openAccount('google', '111-222-3333', { name: 'Direct' });
    await sandbox.openAccount('google', '4445556666', { name: 'Managed', loginCustomerId: '999-888-7777' });
    await sandbox.openAccount('google', '4445556667', {
      name: 'Closed',
      loginCustomerId: '9998887777',
      standing: 'closed',
    });
  });

  it('are listed when they are accessible directly, managers among them', async () => {
    const { access_token: token } = await connected(sandbox, 'google');
    expect((await customers(token)).json()).toEqual({
      resourceNames: ['customers/1112223333', 'customers/9998887777'],
    });
  });

  it('are found below their manager, with what says whether they can be used', async () => {
    const { access_token: token } = await connected(sandbox, 'google');
    const about = { currencyCode: 'USD', timeZone: 'America/New_York' };
    expect(await clientsOf('9998887777', token)).toMatchObject([
      { id: '9998887777', manager: true, status: 'ENABLED' },
      { ...about, id: '4445556666', descriptiveName: 'Managed', status: 'ENABLED', level: '1' },
      { ...about, id: '4445556667', status: 'CANCELED', level: '1' },
    ]);
    const usable = 'WHERE customer_client.manager = FALSE AND customer_client.status = ENABLED';
    expect((await clientsOf('9998887777', token, usable)).map(({ id }) => id)).toEqual(['4445556666']);
  });

  it('have a manager that was opened for what it is', async () => {
    const agency = { name: 'Agency', manager: true };
    await sandbox.openAccount('google', '9998887777', agency);
    const { access_token: token } = await connected(sandbox, 'google');
    expect((await clientsOf('9998887777', token))[0]).toMatchObject({ descriptiveName: 'Agency', manager: true });
    const whole = await search('9998887777', 'SELECT customer.descriptive_name, customer.manager FROM customer', token);
    expect(whole.json()).toMatchObject({ results: [{ customer: { descriptiveName: 'Agency', manager: true } }] });
  });

  it('have themselves only below them when they manage nobody', async () => {
    const { access_token: token } = await connected(sandbox, 'google');
    expect((await clientsOf('1112223333', token)).map(({ id }) => id)).toEqual(['1112223333']);
  });

  it('take calls of the token, through the manager where there is one', async () => {
    const { access_token: token } = await connected(sandbox, 'google');
    const query = 'SELECT customer.id FROM customer';
    expect((await search('1112223333', query, token)).status).toBe(200);
    expect((await search('4445556666', query, token, '9998887777')).status).toBe(200);
    expect((await search('4445556666', query, token)).status).toBe(403);
  });

  it('are closed to the token of a person who has others', async () => {
    await sandbox.call('PUT', '/control/consent', { body: { platform: 'google', adAccountIds: ['1112223333'] } });
    const { access_token: token } = await connected(sandbox, 'google');
    expect((await search('4445556666', select, token, '9998887777')).status).toBe(403);
    expect((await search('9998887777', select, token)).status).toBe(401);
  });
});
