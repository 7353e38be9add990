import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connected, refresh, type Tokens } from '../../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', 'dbb95f66', { name: 'Shop US' });
});
afterEach(() => sandbox.close());

const organizations = (token: string): Promise<Reply> =>
  sandbox.call('GET', '/snapchat/v1/me/organizations?with_ad_accounts=true', { token });

describe('the tokens of Snapchat', () => {
  it('are good for an hour, and say so', async () => {
    const tokens = await connected(sandbox, 'snapchat');
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^[\w-]{20,}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^[\w-]{20,}$/),
      scope: 'snapchat-marketing-api',
      id_token: '',
    });
    sandbox.clock.forward(3_599_999);
    expect((await organizations(tokens.access_token)).status).toBe(200);
    sandbox.clock.forward(1);
    const over = await organizations(tokens.access_token);
    expect(over.status).toBe(401);
    expect(over.headers.get('www-authenticate')).toContain('The access token expired');
  });

  it('are renewed by a refresh token that is good once and comes with its successor', async () => {
    const first = await connected(sandbox, 'snapchat');
    sandbox.clock.forward(3_600_000);
    const second = (await refresh(sandbox, 'snapchat', first.refresh_token ?? '')).json<Tokens>();
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await organizations(second.access_token)).status).toBe(200);
    const again = await refresh(sandbox, 'snapchat', first.refresh_token ?? '');
    expect([again.status, again.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    const third = await refresh(sandbox, 'snapchat', second.refresh_token ?? '');
    expect(third.status).toBe(200);
    // An access token ends in its time only, not with the refresh token it came with.
    expect((await organizations(second.access_token)).status).toBe(200);
  });

  it('end when the person takes the consent back, which no product can', async () => {
    const tokens = await connected(sandbox, 'snapchat');
    await sandbox.call('POST', '/control/grants', { body: { platform: 'snapchat', change: 'revoke' } });
    expect((await organizations(tokens.access_token)).status).toBe(401);
    expect((await refresh(sandbox, 'snapchat', tokens.refresh_token ?? '')).status).toBe(400);
  });
});

describe('the ad accounts of a token of Snapchat', () => {
  it('are told with what the person may do and whether they can be used', async () => {
    await sandbox.openAccount('snapchat', 'seen', { access: 'view' });
    await sandbox.openAccount('snapchat', 'waiting', { standing: 'pending' });
    await sandbox.openAccount('snapchat', 'ended', { standing: 'closed' });
    const { access_token: token } = await connected(sandbox, 'snapchat');
    const about = { currency: 'USD', timezone: 'America/New_York' };
    expect((await organizations(token)).json()).toMatchObject({
      organizations: [
        {
          organization: {
            ad_accounts: [
              { ...about, id: 'dbb95f66', name: 'Shop US', status: 'ACTIVE', roles: ['admin'] },
              { ...about, id: 'seen', status: 'ACTIVE', roles: ['reports'] },
              { ...about, id: 'waiting', status: 'PENDING' },
              { ...about, id: 'ended', status: 'PAUSED' },
            ],
          },
        },
      ],
    });
  });
});
