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
    queryText: url.search.slice(1),
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

const subjectOf = ({ operation, adAccountId }: Partial<Plan>) => ({
  ...(operation === undefined ? {} : { operation }),
  ...(adAccountId === undefined ? {} : { adAccountId }),
});

const faultAnswer = (platform: PlatformModule, plan: Plan | undefined, rule: FaultRule, now: number): Answer => {
  switch (rule.kind) {
    case 'rate_limit':
      return platform.faults.rateLimit({ ...subjectOf(plan ?? {}), waitSeconds: rule.waitSeconds ?? 60, now });
    case 'token_expired':
      return platform.faults.tokenExpired();
    case 'missing_scope':
      return platform.faults.missingScope();
    case 'validation':
      return platform.faults.validation();
    case 'not_json':
      return html(502, 'Bad Gateway');
    case 'garbage':
      return html(200, 'Welcome');
    default:
      return platform.faults.serverError();
  }
};

const send = (response: Response, answer: Answer, date: Date): void => {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.setHeader('date', date.toUTCString());
  if (answer.text === undefined) {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  } else {
    response.end(answer.text);
  }
};

/** The campaign's own time for an answer about one campaign, else real time. */
const dateOf = ({ store }: World, platform: PlatformModule, { concerning }: Answer): Date => {
  const campaign = concerning === undefined ? undefined : campaignOf(store.state, platform.name, concerning);
  return new Date(campaign === undefined ? store.now() : campaignNow(store, campaign));
};

const isDrop = (fault: FaultRule | undefined): fault is FaultRule =>
  fault?.kind === 'drop_before' || fault?.kind === 'drop_after_commit';

/** Serves one platform: plan, fault before, run, fault after, answer. Every call is recorded, the cut-off ones too. */
export const platformHandler =
  (platform: PlatformModule, { world, faults, calls, latencyMs }: Dependencies): RequestHandler =>
  async (request, response) => {
    const asked = toPlatformRequest(request);
    const planned = refusable(() => platform.plan(asked, world));
    const plan = planned instanceof Refusal ? undefined : planned;
    const subject = { platform: platform.name, ...subjectOf(plan ?? {}) };
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

    if (isDrop(fault)) {
      if (fault.kind === 'drop_after_commit') answerOf(planned);
      record(0);
      request.socket.destroy();
      return;
    }
    const answer = fault === undefined ? answerOf(planned) : faultAnswer(platform, plan, fault, world.store.now());
    record(answer.status);
    send(response, answer, dateOf(world, platform, answer));
  };
