import { forEachPlatform, type Platform } from '@campaigns/contracts';
import { type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { pino } from 'pino';
import type { HttpAnswer } from '../http/http-call.ts';
import { accountLimits } from '../limits/account-limits.ts';
import { startWorker, token } from '../testing/in-memory-worker.ts';
import { createTask } from '../testing/operation-samples.ts';
import { type ScriptedAnswer, scripted } from '../testing/scripted-platform.ts';
import { platformCall } from './platform-call.ts';
import { PlatformError } from './platform-error.ts';
import type { AccountCall } from './platform-port.ts';
import { tracedAdapters } from './traced-adapter.ts';

let telemetry: RecordedTelemetry;
beforeEach(async () => {
  telemetry = await recordTelemetry();
});
afterEach(() => telemetry.stop());

const everything = async (): Promise<string> => {
  const spans = telemetry
    .spans()
    .map(({ name, attributes, events, links, status }) => [name, attributes, events, links, status]);
  return JSON.stringify([spans, [...(await telemetry.points())]]);
};

/** What is asked of a platform that gives the answers of a script. */
const asking = (platform: Platform, answers: readonly ScriptedAnswer[], adAccountId: string) => {
  const { adapter, call } = scripted(platform, answers, adAccountId);
  return { adapter: tracedAdapters(forEachPlatform(() => adapter))[platform], call };
};

describe('What is asked of a platform', () => {
  it('is a span, and each request that it takes is one below', async () => {
    const { adapter, call } = asking('meta', [{ body: { id: '77', currency: 'USD', timezone_name: 'UTC' } }], '42');
    await adapter.verifyAccount(call);
    const [request, operation] = telemetry.spans();
    expect(operation).toMatchObject({
      name: 'meta verify-account',
      attributes: {
        'campaigns.platform': 'meta',
        'campaigns.platform.operation': 'verify-account',
        'campaigns.ad_account': '42',
      },
    });
    expect(request).toMatchObject({
      name: 'GET meta',
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: operation?.spanContext().spanId },
      attributes: {
        'campaigns.platform': 'meta',
        'campaigns.ad_account': '42',
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'server.address': 'meta',
        'url.path': '/v26.0/act_42',
      },
    });
  });

  it('says of a failure which class it is of', async () => {
    const error = { code: 190, error_subcode: 463, message: 'planted-token has expired', type: 'OAuthException' };
    const { adapter, call } = asking('meta', [{ status: 401, body: { error } }], '42');
    await expect(adapter.verifyAccount(call)).rejects.toThrow(PlatformError);
    expect(telemetry.span('GET meta')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'http.response.status_code': 401, 'error.type': '401' },
    });
    expect(telemetry.span('meta verify-account')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'campaigns.error.class': 'token-expired' },
    });
    const points = await telemetry.points();
    expect(points.get('campaigns.platform.operation.duration')).toMatchObject([
      {
        attributes: {
          'campaigns.platform': 'meta',
          'campaigns.platform.operation': 'verify-account',
          'campaigns.error.class': 'token-expired',
        },
        value: { count: 1 },
      },
    ]);
    expect(points.get('http.client.request.duration')?.map(({ attributes }) => attributes)).toEqual([
      {
        'campaigns.platform': 'meta',
        'http.request.method': 'GET',
        'server.address': 'meta',
        'http.response.status_code': 401,
      },
    ]);
    // The platform has quoted it.
    expect(await everything()).not.toContain('planted');
  });

  it.each(['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat'] as const)(
    'leaves no token of ours in spans and metrics: %s',
    async (platform) => {
      const quoted = { message: 'planted-token planted-token-secret', error: { message: 'planted-token' } };
      const { adapter, call } = asking(platform, Array(3).fill({ status: 400, body: quoted }), '42');
      await expect(adapter.verifyAccount(call)).rejects.toThrow();
      expect(telemetry.spans().length).toBeGreaterThan(1);
      expect(await everything()).not.toContain('planted');
    },
  );
});

describe('A request to a platform', () => {
  const lines: string[] = [];
  const sendWith = (http: () => Promise<HttpAnswer>, more: Partial<AccountCall> = {}) => {
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const send = platformCall('meta', { http, limits: accountLimits({}, () => 0), logger });
    return send(
      { ...scripted('meta', [], '42').call, ...more },
      {
        method: 'POST',
        url: 'https://graph.example/v26.0/act_42/campaigns?access_token=planted-query',
        headers: { authorization: 'Bearer planted-header' },
        body: '{"name":"planted-body"}',
        mutates: true,
      },
    );
  };

  it('that would change something is not sent any more when its attempt is over', async () => {
    let sent = 0;
    const http = async () => {
      sent += 1;
      return { status: 200, headers: new Headers(), body: '{}' };
    };
    await expect(sendWith(http, { mayStillChange: () => false })).rejects.toMatchObject({ class: 'transient' });
    expect(sent).toBe(0);
    await sendWith(http, { mayStillChange: () => true });
    expect(sent).toBe(1);
  });

  it('that gets no answer is told by its code', async () => {
    const lost = new PlatformError({ class: 'unknown-outcome', code: 'ECONNRESET', message: 'planted-message' });
    await expect(sendWith(() => Promise.reject(lost))).rejects.toBe(lost);
    expect(telemetry.span('POST meta')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'ECONNRESET' },
    });
  });

  it('leaves nothing of query, headers and body in spans, metrics and lines', async () => {
    const answer = { status: 200, headers: new Headers({ 'x-fb-debug': 'planted-answer' }), body: 'planted-answer' };
    expect(await sendWith(async () => answer)).toBe(answer);
    expect(lines.at(-1)).toContain('/v26.0/act_42/campaigns');
    expect(telemetry.span('POST meta').attributes).toMatchObject({ 'url.path': '/v26.0/act_42/campaigns' });
    expect(`${await everything()}${lines}`).not.toContain('planted');
  });
});

describe('An attempt at an operation', () => {
  const outcomes = async () => (await telemetry.points()).get('campaigns.operation.outcomes');
  const about = { 'campaigns.platform': 'meta', 'campaigns.operation.kind': 'create-campaign' };

  it('is counted by what comes of it', async () => {
    const { start, handle } = await startWorker();
    await handle(await start(createTask));
    expect(await outcomes()).toMatchObject([{ attributes: { ...about, 'campaigns.outcome': 'succeeded' }, value: 1 }]);
  });

  it('that is put off is counted with the reason, without what the platform says', async () => {
    const createCampaign = async (): Promise<never> => {
      throw new PlatformError({ class: 'rate-limit', code: '17', message: `${token} calls too often`, waitMs: 1_000 });
    };
    const { start, handle } = await startWorker({ createCampaign });
    await handle(await start(createTask));
    const attributes = { ...about, 'campaigns.outcome': 'deferred', 'campaigns.error.class': 'rate-limit' };
    expect((await outcomes())?.map((point) => [point.attributes, point.value])).toEqual([[attributes, 1]]);
    expect(await everything()).not.toContain(token);
  });
});
