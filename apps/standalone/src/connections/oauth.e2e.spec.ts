import { randomBytes } from 'node:crypto';
import { orchestrationAnswer, type Platform, platform, restOperations } from '@campaigns/contracts';
import { createGrants, loadSyncWorkerConfig } from '@campaigns/sync-worker';
import { eventually, type OtlpReceiver, startOtlpReceiver } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { answered, consentAt, openPage } from '../testing/consenting-person.ts';
import { doneWorkflow } from '../testing/ended-workflow.ts';
import { type Ground, groundVariables, startGround } from '../testing/ground.ts';
import { type RunningSystem, runToEnd, startSystem } from '../testing/running-system.ts';
import { type SandboxControl, sandboxControl } from '../testing/sandbox-control.ts';
import { tableDump } from '../testing/table-dump.ts';

let ground: Ground;
let system: RunningSystem;
let sandbox: SandboxControl;

let collector: OtlpReceiver;
let variables: Readonly<Record<string, string>>;

const vaultKey = (id: string) => ({ id, key: randomBytes(32).toString('base64') });
/** Every process knows the new key before one of them writes with it. */
const [oldKey, newKey] = [vaultKey('old'), vaultKey('new')];
/** Everything that the API has answered, but for the address of the consent page, which is for the person. */
const answers: string[] = [];

beforeAll(async () => {
  [ground, collector] = await Promise.all([startGround(), startOtlpReceiver()]);
  variables = { ...groundVariables(ground, 1), DATA_DIR: ground.folder };
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const keys = { VAULT_KEYS: JSON.stringify([oldKey, newKey]) };
  system = await startSystem({ ...variables, ...tracing, ...keys, LOG_LEVEL: 'trace' });
  sandbox = sandboxControl(ground.sandboxUrl);
}, 120_000);
afterAll(async () => {
  await system?.kill();
  await collector?.close();
  await ground?.stop();
}, 60_000);

const authorizations = '/connections/authorizations';
const request = async (name: Platform) => {
  const body = { platform: name };
  const answer = restOperations.requestAuthorization.response.parse(await system.api.post(authorizations, body));
  const { authorization_url: _personal, ...others } = answer;
  answers.push(JSON.stringify(others));
  return { id: answer.authorization.authorization_id, url: answer.authorization_url };
};
const shown = async (id: string) => {
  const answer = await system.api.get(`${authorizations}/${id}`);
  answers.push(JSON.stringify(answer));
  return restOperations.getAuthorization.response.parse(answer).authorization;
};
/** How it has ended for the person, who has consented or not. */
const decided = (id: string) =>
  eventually(
    async () => {
      const seen = await shown(id);
      expect(['choose_account', 'failed']).toContain(seen.status);
      return seen;
    },
    { timeoutMs: 15_000 },
  );
const choose = async (id: string, adAccountIds: readonly string[]) => {
  const answer = await system.api.post(`${authorizations}/${id}/accounts`, { ad_account_ids: adAccountIds });
  answers.push(JSON.stringify(answer));
  return restOperations.chooseAccounts.response.parse(answer).connections;
};
/** The first of the ad accounts that the person has there. */
const connected = async (name: Platform) => {
  const { id, url } = await request(name);
  await consentAt(url);
  const { accounts } = await decided(id);
  const [connection] = await choose(id, [accounts[0]?.ad_account_id ?? '']);
  if (connection === undefined) throw new Error('Nothing was connected');
  return connection;
};
const shownConnection = async (id: string) =>
  restOperations.getConnection.response.parse(await system.api.get(`/connections/${id}`)).connection;

/** An orchestration on connections of some platforms, as a draft. */
const drafted = async (connections: Readonly<Partial<Record<Platform, string>>>) => {
  const names = Object.keys(connections);
  const { template } = restOperations.createTemplate.response.parse(
    await system.api.post('/templates', {
      ...{ name: names.join(' and '), category: 'consideration', objective: 'traffic', platforms: names },
      base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
      budget_template: { distribution: 'equal' },
    }),
  );
  const { orchestration } = orchestrationAnswer.parse(
    await system.api.post('/from-template', {
      ...{
        template_id: template.template_id,
        name: 'By consent',
        total_budget: 30_000,
        duration_days: 30,
        connections,
      },
    }),
  );
  return `/${orchestration.orchestration_id}`;
};
const done = (path: string, action: string) => doneWorkflow(system.api, `${path}/${action}`);

const platforms = platform.options;

describe('Connecting ad accounts by consent', () => {
  it.each(platforms)('goes from the consent page of %s to connections that work', async (name) => {
    const { id, url } = await request(name);
    expect(url.startsWith(`${ground.sandboxUrl}/${name}/`)).toBe(true);
    expect((await shown(id)).status).toBe('waiting');
    const page = await consentAt(url);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Access was granted') });
    const { status, failure, accounts } = await decided(id);
    expect([status, failure]).toEqual(['choose_account', null]);
    expect(accounts.length).toBeGreaterThan(0);
    const connections = await choose(id, [accounts[0]?.ad_account_id ?? '']);
    expect(connections).toMatchObject([{ platform: name, status: 'active', state: 'active' }]);
    expect((await shown(id)).status).toBe('done');
  });

  it.each(platforms)('ends without a connection when the person refuses on %s', async (name) => {
    const { id, url } = await request(name);
    const page = await consentAt(url, 'deny');
    expect(page.text).toContain('Access was not granted');
    expect(await shown(id)).toMatchObject({ status: 'failed', failure: { code: 'access-denied' } });
  });

  it('names the permission that was left out on Meta, and asks for it again the next time', async () => {
    const { id, url } = await request('meta');
    await consentAt(url, 'approve', ['ads_management']);
    expect(await decided(id)).toMatchObject({
      ...{ status: 'failed', failure: { code: 'scope-missing', message: expect.stringContaining('ads_management') } },
    });
    expect((await connected('meta')).scopes).toContain('ads_management');
  });

  it('ends when Google gives access for an hour only', async () => {
    await sandbox.settleConsent({ platform: 'google', refreshToken: false });
    const { id, url } = await request('google');
    await consentAt(url);
    expect((await decided(id)).failure?.code).toBe('no-refresh-token');
    await sandbox.settleConsent({ platform: 'google' });
  });

  it('turns away a state that was changed, and one that came before', async () => {
    const { id, url } = await request('linkedin');
    const back = new URL(await answered(url, 'approve'));
    const changed = new URL(back);
    changed.searchParams.set('state', 'guessed');
    expect((await openPage(changed.href)).status).toBe(400);
    expect((await openPage(back.href)).status).toBe(200);
    expect((await openPage(back.href)).status).toBe(400);
    expect((await decided(id)).status).toBe('choose_account');
  });

  it('ends when somebody brings the code of another consent, which was used before', async () => {
    const [first, second] = [await request('snapchat'), await request('snapchat')];
    const used = new URL(await answered(first.url, 'approve'));
    await openPage(used.href);
    expect((await decided(first.id)).status).toBe('choose_account');
    const back = new URL(await answered(second.url, 'approve'));
    back.searchParams.set('code', used.searchParams.get('code') ?? '');
    await openPage(back.href);
    expect((await decided(second.id)).failure?.code).toBe('invalid_grant');
  });
});

describe('Access that was granted', () => {
  const renewable = ['google', 'linkedin', 'snapchat'] as const;
  const expire = async () => {
    for (const name of renewable) await sandbox.changeGrants({ platform: name, change: 'expire' });
  };

  it('carries a campaign on all platforms whose tokens run out on the way, and no workflow notices', async () => {
    const entries = [];
    for (const name of renewable) entries.push([name, (await connected(name)).connection_id] as const);
    const path = await drafted(Object.fromEntries(entries));
    await expire();
    expect(await done(path, 'deploy')).toMatchObject({ status: 'completed', error_message: null });
    // Snapchat's refresh token is another one by now.
    await expire();
    expect(await done(path, 'pause')).toMatchObject({ status: 'completed', error_message: null });
    for (const [, id] of entries)
      expect(await shownConnection(id)).toMatchObject({ status: 'active', state: 'active' });
  }, 90_000);

  it('shows that it was taken away, and works again after another consent', async () => {
    const { connection_id: id } = await connected('google');
    const path = await drafted({ google: id });
    await sandbox.changeGrants({ platform: 'google', change: 'revoke' });
    expect((await done(path, 'deploy')).status).toBe('failed');
    const lost = await eventually(async () => {
      const seen = await shownConnection(id);
      expect(seen.status).toBe('suspended');
      return seen;
    });
    expect(lost.state).toBe('revoked');
    expect((await connected('google')).connection_id).toBe(id);
    expect(await shownConnection(id)).toMatchObject({ status: 'active', state: 'active' });
    expect((await done(await drafted({ google: id }), 'deploy')).status).toBe('completed');
  }, 90_000);
});

describe('A connection that is given up', () => {
  it('is out of use, and the platform knows nothing of it any more', async () => {
    const { connection_id: id } = await connected('tiktok');
    const before = (await sandbox.grants('tiktok')).filter(({ revoked }) => !revoked).length;
    const gone = await fetch(`${system.apiUrl}/api/orchestration/connections/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${system.token}` },
    });
    expect(gone.status).toBe(200);
    await eventually(async () => {
      const living = (await sandbox.grants('tiktok')).filter(({ revoked }) => !revoked);
      expect(living).toHaveLength(before - 1);
    });
    expect(await shownConnection(id)).toMatchObject({ status: 'suspended', state: 'revoked' });
    expect(
      (await done(await drafted({ snapchat: (await connected('snapchat')).connection_id }), 'deploy')).status,
    ).toBe('completed');
  }, 60_000);
});

describe('The keys of the vault', () => {
  it('are exchanged by a command while the system works', async () => {
    const { connection_id: id } = await connected('google');
    const path = await drafted({ google: id });
    const env = { ...variables, VAULT_KEYS: JSON.stringify([newKey, oldKey]) };
    const [workflow, rotation] = await Promise.all([done(path, 'deploy'), runToEnd('vault.ts', ['rotate'], env)]);
    expect(workflow.status).toBe('completed');
    expect(rotation).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Under key new now: \d+ secrets were moved/),
    });
    // What the system wrote meanwhile with its first key is moved by a second run.
    await runToEnd('vault.ts', ['rotate'], env);
    const { stdout } = await runToEnd('vault.ts', ['status'], env);
    expect(stdout).toMatch(/new: [1-9]\d* secrets, writes\nold: 0 secrets, reads/);
    expect((await done(path, 'pause')).status).toBe('completed');
  }, 90_000);

  it('have no other commands', async () => {
    expect(await runToEnd('vault.ts', ['open'], variables)).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('Expected status or rotate') },
    });
  });
});

describe('What must stay secret', () => {
  it('is in no table, no event, no line, no trace and no answer', async () => {
    const codes: string[] = [];
    const states: string[] = [];
    for (const name of platform.options) {
      const { id, url } = await request(name);
      const back = new URL(await answered(url, 'approve'));
      codes.push(...['code', 'auth_code', 'oauth_verifier'].flatMap((field) => back.searchParams.get(field) ?? []));
      states.push(back.searchParams.get('state') ?? back.searchParams.get('oauth_token') ?? '');
      await openPage(back.href);
      const { accounts } = await decided(id);
      await choose(id, [accounts[0]?.ad_account_id ?? '']);
    }
    // One that is never answered: its state is known to the person alone.
    states.push(new URL((await request('meta')).url).searchParams.get('state') ?? '');
    const pool = new pg.Pool({ connectionString: ground.databaseUrl, max: 2 });
    const { keyring } = loadSyncWorkerConfig({ VAULT_KEYS: JSON.stringify([newKey, oldKey]) });
    const grants = createGrants(pool, keyring);
    const { rows } = await pool.query<{ grant_id: string }>('select grant_id from vault.grants');
    const opened = await Promise.all(rows.map(({ grant_id: id }) => grants.get(id)));
    const tokens = opened.flatMap((grant) => {
      const { accessToken, tokenSecret, refreshToken } = grant?.tokens ?? {};
      return [accessToken, tokenSecret, refreshToken].flatMap((secret) => secret?.reveal() ?? []);
    });
    const clients = platform.options.flatMap((name) => (name === 'twitter' ? [] : [`sandbox-secret-${name}`]));
    const secrets = [...tokens, ...codes, ...clients, oldKey.key, newKey.key];
    expect([codes.length, states.length, new Set(secrets).size > 20]).toEqual([7, 7, true]);

    const spans = () => collector.spans().filter(({ attributes }) => attributes['url.path'] === '/google/token');
    await eventually(async () => expect(spans().length).toBeGreaterThan(0), { timeoutMs: 20_000 });
    const places = {
      tables: await tableDump(pool),
      output: system.written(),
      traces: collector.text(),
      answers: answers.join('\n'),
    };
    await pool.end();
    for (const [place, text] of Object.entries(places)) {
      expect([place, text.length > 1_000]).toEqual([place, true]);
      const found = [...secrets, ...states].filter((secret) => text.includes(secret));
      expect([place, found]).toEqual([place, []]);
    }
    expect(places.tables).toContain('AuthorizationGranted');
  }, 90_000);
});
