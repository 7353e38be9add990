import { createHmac, createSecretKey, randomInt, randomUUID } from 'node:crypto';
import { orchestrationCodec } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const secrets = { meta: 'meta-app-secret', tiktok: 'tiktok-app-secret', linkedin: 'linkedin-app-secret' };
const keyOf = (text: string) => createSecretKey(Buffer.from(text));
const hex = (secret: string, message: string): string => createHmac('sha256', secret).update(message).digest('hex');

let api: TestApi;
/** Statements that look accounts up, since the last test. */
let lookUps = 0;
let broken: string | undefined;

const failing = (store: EventStore): EventStore => ({
  ...store,
  append: (stream, ...rest) =>
    stream === broken ? Promise.reject(new Error('lost on the way')) : store.append(stream, ...rest),
});

beforeAll(async () => {
  const clients = { meta: keyOf(secrets.meta), tiktok: keyOf(secrets.tiktok), linkedin: keyOf(secrets.linkedin) };
  api = await startTestApi({ notices: { clients, metaVerifyToken: keyOf('verify-me') } }, failing);
}, 60_000);
afterAll(() => api.stop());
afterEach(() => {
  broken = undefined;
  lookUps = 0;
});

const newAccount = (): string => String(randomInt(1_000_000_000, 9_999_999_999));

const send = (platform: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${api.url}/api/webhooks/${platform}`, { method: 'POST', body, headers });

const sendMeta = (entry: readonly unknown[]): Promise<Response> => {
  const body = JSON.stringify({ object: 'ad_account', entry });
  return send('meta', body, { 'x-hub-signature-256': `sha256=${hex(secrets.meta, body)}` });
};

const sendTiktok = (content: unknown, t = Math.floor(Date.now() / 1_000)): Promise<Response> => {
  const body = JSON.stringify(content);
  return send('tiktok', body, { 'tiktok-signature': `t=${t},s=${hex(secrets.tiktok, `${t}.${body}`)}` });
};

const syncsOf = async (orchestrationId: string) => {
  const { events } = await api.store.load(`orchestration-${orchestrationId}`);
  return events
    .map(orchestrationCodec.decodeRecorded)
    .flatMap((event) => (event.type === 'SyncRequested' ? [event] : []));
};

/** An organisation's running campaign on an ad account of a platform. */
const running = async (platform: 'meta' | 'tiktok', account: string) => {
  const its = await organisation(api, 'USD', { [platform]: account });
  const orchestration = await its.deployed();
  const id: string = orchestration.orchestration_id;
  const endSync = async (): Promise<void> => {
    const [sync] = (await syncsOf(id)).slice(-1);
    if (sync === undefined) throw new Error('no sync was asked for');
    const { workflowId, syncType, trigger, since } = sync.data;
    await api.command(its.org, id, {
      type: 'RecordWorkflowEnd',
      data: {
        ...{ workflowId, workflowType: 'sync', outcome: 'completed', reason: null, now: new Date().toISOString() },
        purpose: { goal: 'sync', syncType, direction: 'pull', trigger, since },
        outcomes: orchestration.mappings.map((mapping: Readonly<{ mapping_id: string; platform: string }>) => ({
          ...{ mappingId: mapping.mapping_id, platform: mapping.platform, status: 'active', tag: 'op-1', error: null },
          platformCampaignId: `${mapping.platform}-1`,
        })),
      },
    });
  };
  return { ...its, orchestration, id, endSync };
};

const statusOf = async (response: Promise<Response>): Promise<unknown> => {
  const { status, headers } = await response;
  return headers.get('content-type')?.startsWith('application/problem+json') === true
    ? [status, ((await (await response).json()) as { code: string }).code]
    : status;
};

describe('A notice of a platform', () => {
  it('of which nobody can prove that it comes from there is refused, and nothing happens', async () => {
    const account = newAccount();
    const { id } = await running('meta', account);
    const body = JSON.stringify({ object: 'ad_account', entry: [{ id: account, time: 1, changes: [] }] });
    const wrong = `sha256=${hex('another secret', body)}`;
    for (const headers of [{}, { 'x-hub-signature-256': wrong }, { 'x-li-signature': hex(secrets.meta, body) }]) {
      expect(await statusOf(send('meta', body, headers as Record<string, string>))).toEqual([
        ...[401, 'webhook-not-verified'],
      ]);
    }
    expect(await syncsOf(id)).toEqual([]);
  });

  it('lets every orchestration on its account look for changes, whoever it belongs to', async () => {
    const account = newAccount();
    const [mine, theirs, elsewhere] = [
      await running('meta', `act_${account}`),
      await running('meta', account),
      await running('meta', newAccount()),
    ];
    expect((await sendMeta([{ id: account, time: 1, changes: [] }])).status).toBe(200);
    for (const { id, org } of [mine, theirs]) {
      const syncs = await syncsOf(id);
      expect(syncs).toMatchObject([
        {
          data: { syncType: 'incremental', trigger: 'notice' },
          metadata: { orgId: org, actor: { kind: 'service', id: 'meta' } },
        },
      ]);
    }
    expect(await syncsOf(elsewhere.id)).toEqual([]);
  });

  it('that comes again starts nothing, neither while its sync runs nor afterwards', async () => {
    const account = newAccount();
    const { id, endSync } = await running('meta', account);
    const entry = [{ id: account, time: 1, changes: [] }];
    const answers = await Promise.all([sendMeta(entry), sendMeta(entry)]);
    expect([...answers, await sendMeta(entry)].map(({ status }) => status)).toEqual([200, 200, 200]);
    await endSync();
    expect((await sendMeta(entry)).status).toBe(200);
    expect(await syncsOf(id)).toHaveLength(1);
    expect((await sendMeta([{ id: account, time: 2, changes: [] }])).status).toBe(200);
    expect(await syncsOf(id)).toHaveLength(2);
  });

  it('about one campaign reaches only the orchestration that has it', async () => {
    const account = newAccount();
    const { id } = await running('meta', account);
    const about = (object_id: string) => [
      { id: account, time: 1, changes: [{ field: 'field_changed', value: { object_id, object_type: 'campaign' } }] },
    ];
    expect((await sendMeta(about('99'))).status).toBe(200);
    expect(await syncsOf(id)).toEqual([]);
    expect((await sendMeta(about('meta-1'))).status).toBe(200);
    expect(await syncsOf(id)).toHaveLength(1);
  });

  it('with many entries is followed in one go: one look-up, one sync for each orchestration', async () => {
    const accounts = [newAccount(), newAccount()];
    const [first, second] = [await running('meta', accounts[0] ?? ''), await running('meta', accounts[1] ?? '')];
    const { readPool } = api;
    const query = readPool.query.bind(readPool);
    readPool.query = ((...given: Parameters<typeof query>) => {
      lookUps += 1;
      return query(...given);
    }) as typeof readPool.query;
    const entries = Array.from({ length: 200 }, (_, n) => ({
      ...{ id: accounts[n % 2], time: n, changes: [] },
    }));
    expect((await sendMeta(entries)).status).toBe(200);
    readPool.query = query;
    expect(lookUps).toBe(1);
    expect(await syncsOf(first.id)).toHaveLength(1);
    expect(await syncsOf(second.id)).toHaveLength(1);
  });

  it('about a busy orchestration is to be delivered again, and the others are asked all the same', async () => {
    const account = newAccount();
    const [busy, free] = [await running('meta', account), await running('meta', account)];
    await busy.operator('POST', `${prefix}/${busy.id}/sync`, { body: { sync_type: 'performance' } });
    const entry = [{ id: account, time: 1, changes: [] }];
    const answer = sendMeta(entry);
    expect((await answer).headers.get('retry-after')).toBe('60');
    expect(await statusOf(answer)).toEqual([503, 'notice-deferred']);
    expect(await syncsOf(free.id)).toHaveLength(1);
    await busy.endSync();
    expect((await sendMeta(entry)).status).toBe(200);
    expect((await syncsOf(busy.id)).map(({ data }) => data.trigger)).toEqual(['manual', 'notice']);
    expect(await syncsOf(free.id)).toHaveLength(1);
  });

  it('whose sync could not be written for one is to be delivered again, and the others are asked', async () => {
    const account = newAccount();
    const all = [await running('meta', account), await running('meta', account)] as const;
    broken = `orchestration-${all[0].id}`;
    const entry = [{ id: account, time: 1, changes: [] }];
    expect(await statusOf(sendMeta(entry))).toEqual([500, 'internal-error']);
    expect(await syncsOf(all[1].id)).toHaveLength(1);
    broken = undefined;
    expect((await sendMeta(entry)).status).toBe(200);
    expect(await Promise.all(all.map(async ({ id }) => (await syncsOf(id)).length))).toEqual([1, 1]);
  });

  it('about an account that nobody has, or of a kind that nobody knows, is taken and nothing happens', async () => {
    expect((await sendMeta([{ id: newAccount(), time: 1, changes: [] }])).status).toBe(200);
    expect((await sendTiktok({ object: 'weather', sunny: true })).status).toBe(200);
  });

  it('about an orchestration that has just ended is taken and starts nothing', async () => {
    const account = newAccount();
    const { id, admin, orchestration, settle } = await running('meta', account);
    const { body } = await admin('POST', `${prefix}/${id}/complete`);
    await settle(orchestration, body.workflow.workflow_id, 'complete');
    // The read tables do not know it yet.
    await api.pool.query(`update read.campaign_orchestrations set status = 'active' where orchestration_id = $1`, [id]);
    expect((await sendMeta([{ id: account, time: 1, changes: [] }])).status).toBe(200);
    expect(await syncsOf(id)).toEqual([]);
  });

  it('of TikTok wants results where results have changed, and is refused when it was signed long ago', async () => {
    const account = newAccount();
    const { id } = await running('tiktok', account);
    const content = { request_id: randomUUID(), object: 11, time: 1, entry: [{ adv_id: account }] };
    const old = Math.floor(Date.now() / 1_000) - 301;
    expect(await statusOf(sendTiktok(content, old))).toEqual([401, 'webhook-not-verified']);
    expect(await syncsOf(id)).toEqual([]);
    expect((await sendTiktok(content)).status).toBe(200);
    expect(await syncsOf(id)).toMatchObject([{ data: { syncType: 'performance', trigger: 'notice' } }]);
  });
});

describe('The address for notices', () => {
  const ask = (platform: string, query: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${api.url}/api/webhooks/${platform}?${new URLSearchParams(query)}`);

  it('shakes hands with Meta', async () => {
    const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'verify-me' };
    const answer = await ask('meta', asked);
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444']);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await statusOf(ask('meta', { ...asked, 'hub.verify_token': 'guess' }))).toEqual([
      ...[401, 'webhook-not-verified'],
    ]);
  });

  it('shakes hands with LinkedIn', async () => {
    const challengeCode = randomUUID();
    const answer = await ask('linkedin', { challengeCode, applicationId: '1' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { challengeCode, challengeResponse: hex(secrets.linkedin, challengeCode) },
    ]);
    expect(await statusOf(ask('linkedin', { challengeCode: 'hmacsha256={}' }))).toEqual([400, 'invalid-request']);
  });

  it('knows the platforms that send notices, and their methods', async () => {
    for (const platform of ['google', 'twitter', 'snapchat', 'myspace']) {
      expect(await statusOf(send(platform, '{}'))).toEqual([404, 'not-found']);
    }
    expect(await statusOf(ask('tiktok', {}))).toEqual([405, 'method-not-allowed']);
    expect(await statusOf(fetch(`${api.url}/api/webhooks/meta`, { method: 'DELETE' }))).toEqual([
      ...[405, 'method-not-allowed'],
    ]);
  });

  it('reads no more than a megabyte, and nothing that is packed', async () => {
    expect(await statusOf(send('meta', 'x'.repeat(1_048_577)))).toEqual([413, 'body-too-large']);
    expect(await statusOf(send('meta', 'x', { 'content-encoding': 'gzip' }))).toEqual([415, 'unsupported-media-type']);
  });

  it('writes neither bodies nor signatures nor tokens to the log', async () => {
    const account = newAccount();
    await sendMeta([{ id: account, time: 1, changes: [] }]);
    await ask('meta', { 'hub.mode': 'subscribe', 'hub.challenge': '77177', 'hub.verify_token': 'verify-me' });
    const log = api.lines.join('');
    expect(log).toContain('/api/webhooks/meta');
    expect(log).not.toMatch(new RegExp(`${account}|sha256=|verify-me|77177`));
  });
});

describe('A gateway without the secrets of the platforms', () => {
  it('says which variable it needs', async () => {
    const bare = await startTestApi();
    const answer = await fetch(`${bare.url}/api/webhooks/tiktok`, { method: 'POST', body: '{}' });
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { code: 'webhook-not-configured', details: { variables: ['TIKTOK_CLIENT_SECRET'] } },
    ]);
    await bare.stop();
  }, 60_000);
});
