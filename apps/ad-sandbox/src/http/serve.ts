import { setTimeout as delay } from 'node:timers/promises';
import type { CallLog } from '../calls/call-log.ts';
import { campaignNow } from '../delivery/reports.ts';
import type { FaultRule, Faults } from '../faults/rules.ts';
import type { Plan, PlatformModule, World } from '../platforms/platform.ts';
import { campaignOf } from '../state/state.ts';
import { type Answer, html, type PlatformRequest, Refusal } from './exchange.ts';

export type ServeDependencies = Readonly<{ world: World; faults: Faults; calls: CallLog; latencyMs: number }>;

/** `cut off`: no answer comes, whatever was done. `date` goes into the answer's header. */
export type Served = Readonly<{ answer: Answer; date: Date }> | 'cut off';

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

/** The campaign's own time for an answer about one campaign, else real time. */
const dateOf = ({ store }: World, platform: PlatformModule, { concerning }: Answer): Date => {
  const campaign = concerning === undefined ? undefined : campaignOf(store.state, platform.name, concerning);
  return new Date(campaign === undefined ? store.now() : campaignNow(store, campaign));
};

const isDrop = (fault: FaultRule | undefined): fault is FaultRule =>
  fault?.kind === 'drop_before' || fault?.kind === 'drop_after_commit';

/** Serves one platform: plan, fault before, run, fault after, answer. Every call is recorded, the cut-off ones too. */
export const serveWith =
  (platform: PlatformModule, { world, faults, calls, latencyMs }: ServeDependencies) =>
  async (asked: PlatformRequest): Promise<Served> => {
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
        path: `/${platform.name}${asked.path}`,
        status,
        ...(fault === undefined ? {} : { fault: fault.kind }),
      });

    if (isDrop(fault)) {
      if (fault.kind === 'drop_after_commit') answerOf(planned);
      record(0);
      return 'cut off';
    }
    const answer = fault === undefined ? answerOf(planned) : faultAnswer(platform, plan, fault, world.store.now());
    record(answer.status);
    return { answer, date: dateOf(world, platform, answer) };
  };
