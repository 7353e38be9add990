import { setTimeout as delay } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { CallLog } from '../calls/call-log.ts';
import { campaignNow } from '../delivery/reports.ts';
import type { FaultRule, Faults } from '../faults/rules.ts';
import type { Plan, PlatformModule, World } from '../platforms/platform.ts';
import { campaignOf } from '../state/state.ts';
import { type Answer, html, type PlatformRequest, Refusal } from './exchange.ts';

type Dependencies = Readonly<{ world: World; faults: Faults; calls: CallLog; latencyMs: number }>;

const toPlatformRequest = (request: Request): PlatformRequest => {
  const url = new URL(request.originalUrl, 'http://sandbox');
  return {
    method: request.method,
    path: request.path,
    parameters: Object.fromEntries(url.searchParams),
    headers: request.headers,
    contentType: request.headers['content-type'] ?? '',
    bodyText: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
    baseUrl: `http://${request.headers.host ?? '127.0.0.1'}${request.baseUrl}`,
  };
};

const refusable = <T>(step: () => T): T | Refusal => {
  try {
    return step();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

const answerOf = (plan: Plan | Refusal): Answer => {
  const answered = plan instanceof Refusal ? plan : refusable(plan.run);
  return answered instanceof Refusal ? answered.answer : answered;
};

const faultAnswer = (platform: PlatformModule, plan: Plan | undefined, rule: FaultRule): Answer => {
  switch (rule.kind) {
    case 'rate_limit': {
      const { operation, adAccountId } = plan ?? {};
      return platform.faults.rateLimit({
        ...(operation === undefined ? {} : { operation }),
        ...(adAccountId === undefined ? {} : { adAccountId }),
        waitSeconds: rule.waitSeconds ?? 60,
      });
    }
    case 'token_expired':
      return platform.faults.tokenExpired();
    case 'validation':
      return platform.faults.validation();
    case 'not_json':
      return html(502, 'Bad Gateway');
    default:
      return platform.faults.serverError();
  }
};

const send = (response: Response, answer: Answer, date: Date | undefined): void => {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (date !== undefined) response.setHeader('date', date.toUTCString());
  if (answer.text === undefined) {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  } else {
    response.end(answer.text);
  }
};

/** Serves one platform: plan, fault before, run, fault after, answer. Every call is recorded, the cut-off ones too. */
export const platformHandler =
  (platform: PlatformModule, { world, faults, calls, latencyMs }: Dependencies): RequestHandler =>
  async (request, response) => {
    const asked = toPlatformRequest(request);
    const planned = refusable(() => platform.plan(asked, world));
    const plan = planned instanceof Refusal ? undefined : planned;
    const { operation, adAccountId } = plan ?? {};
    const subject = {
      platform: platform.name,
      ...(operation === undefined ? {} : { operation }),
      ...(adAccountId === undefined ? {} : { adAccountId }),
    };
    const { fault, latencyMs: addedMs } = faults.strike(subject);
    if (latencyMs + addedMs > 0) await delay(latencyMs + addedMs);

    const record = (status: number): void =>
      calls.record({
        at: new Date(world.store.now()).toISOString(),
        ...subject,
        method: asked.method,
        path: `${request.baseUrl}${asked.path}`,
        status,
        ...(fault === undefined ? {} : { fault: fault.kind }),
      });

    if (fault?.kind === 'drop_before' || fault?.kind === 'drop_after_commit') {
      if (fault.kind === 'drop_after_commit') answerOf(planned);
      record(0);
      request.socket.destroy();
      return;
    }
    const answer = fault === undefined ? answerOf(planned) : faultAnswer(platform, plan, fault);
    const campaign = answer.concerning === undefined ? undefined : campaignOf(world.store.state, platform.name, answer.concerning);
    record(answer.status);
    send(response, answer, campaign === undefined ? new Date(world.store.now()) : new Date(campaignNow(world.store, campaign)));
  };
