import type { FailurePolicy, OperationError, WorkflowEvent } from '@campaigns/contracts';
import { fold, RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WorkflowInput } from './input.ts';
import { type OperatorCommand, operatorDecider } from './operator.ts';
import {
  type Asked,
  deployment,
  endOf,
  eventsOf,
  failed,
  live,
  openIn,
  react,
  request,
  say,
  succeeded,
} from './testing/scripted-run.ts';

const now = '2026-03-01T10:00:00.000Z';
const platforms = ['meta', 'google', 'tiktok'] as const;
const steps = ['validate_configuration', 'create_platform_campaigns', 'sync_settings', 'activate_campaigns'] as const;

/** `lost`: it was done, and nobody heard of it; `unknown`: it was not, and nobody knows. */
type Verdict = 'succeed' | 'refuse' | 'lost' | 'unknown';
type Turn = Readonly<{ pick: number; verdict: Verdict; says: OperatorCommand | undefined }>;

const about = fc.record({
  step: fc.constantFrom(...steps),
  platform: fc.option(fc.constantFrom(...platforms), { nil: undefined }),
  now: fc.constant(now),
});
const commands: fc.Arbitrary<OperatorCommand> = fc.oneof(
  { weight: 4, arbitrary: about.map((data) => ({ type: 'RetryStep' as const, data })) },
  { weight: 2, arbitrary: about.map((data) => ({ type: 'SkipStep' as const, data: { ...data, reason: 'Not now' } })) },
  fc.constant<OperatorCommand>({ type: 'ResumeRun', data: { now } }),
  fc.constant<OperatorCommand>({ type: 'CancelRun', data: { reason: 'Over', now } }),
);
const turns = fc.array(
  fc.record<Turn>({
    pick: fc.nat(20),
    verdict: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Verdict>('succeed') },
      fc.constantFrom<Verdict>('refuse', 'lost', 'unknown'),
    ),
    says: fc.option(commands, { freq: 2, nil: undefined }),
  }),
  { minLength: 60, maxLength: 60 },
);

/** Three platforms that do what they are asked, and do not always say so. */
const remote = () => {
  const campaigns: { mappingId: string; tag: string; id: string; status: 'paused' | 'active' | 'removed' }[] = [];
  const there = ({ task }: Asked) =>
    campaigns.find(
      ({ id, status }) => 'platformCampaignId' in task && id === task.platformCampaignId && status !== 'removed',
    );
  const create = ({ task, mappingId, platform }: Asked): string => {
    if (task.kind !== 'create-campaign') throw new Error('Not a creation');
    const found = campaigns.find(({ tag, status }) => tag === task.tag && status !== 'removed');
    if (task.mayExist === true && found !== undefined) return found.id;
    const id = `${platform}-${campaigns.length + 1}`;
    campaigns.push({ mappingId, tag: task.tag, id, status: 'paused' });
    return id;
  };
  const effect = (asked: Asked): WorkflowInput => {
    const { task } = asked;
    if (task.kind === 'create-campaign') {
      return succeeded(asked, { kind: task.kind, platformCampaignId: create(asked), adopted: false });
    }
    const campaign = there(asked);
    if (campaign !== undefined && task.kind === 'remove-campaign') campaign.status = 'removed';
    if (campaign !== undefined && task.kind === 'activate-campaign') campaign.status = 'active';
    if (campaign !== undefined && task.kind === 'pause-campaign') campaign.status = 'paused';
    return succeeded(asked);
  };
  const errorOf = (verdict: Verdict): Partial<OperationError> =>
    verdict === 'refuse' ? {} : { class: 'unknown-outcome', code: '', message: 'No answer' };
  const answer = (asked: Asked, verdict: Verdict): WorkflowInput => {
    if (verdict === 'succeed' || verdict === 'lost') {
      const done = effect(asked);
      if (verdict === 'succeed') return done;
    }
    return failed(asked, errorOf(verdict));
  };
  return { campaigns, answer, add: (campaign: (typeof campaigns)[number]) => campaigns.push(campaign) };
};

const said = (events: readonly WorkflowEvent[], command: OperatorCommand): readonly WorkflowEvent[] => {
  try {
    return say(events, command);
  } catch (error) {
    if (error instanceof RuleViolation) return events;
    throw error;
  }
};

const isWaiting = (events: readonly WorkflowEvent[]): boolean =>
  fold(operatorDecider, events).status === 'needs_operator';

/** A run whose platforms and whose operator do as a script says; in the end the operator calls it off. */
const played = (started: WorkflowInput, script: readonly Turn[], world = remote()) => {
  let events = react([], started);
  for (let turn = 0; turn < 1_000; turn += 1) {
    const { pick, verdict, says } = script[turn % script.length] as Turn;
    if (says !== undefined) events = said(events, says);
    const open = openIn(events);
    if (open.length > 0) events = react(events, world.answer(open[pick % open.length] as Asked, verdict));
    else if (!isWaiting(events)) return { events, campaigns: world.campaigns };
    else if (turn > script.length) events = said(events, { type: 'CancelRun', data: { reason: 'Over', now } });
  }
  throw new Error('The run does not end');
};

const policies = fc.constantFrom<FailurePolicy>('rollback', 'continue', 'ask');

const putBack = ['cancelled', 'compensated', 'partially_compensated'];

describe('Every deployment, whatever its platforms answer and its operator says', () => {
  it('ends once, and asks for no operation twice', () =>
    fc.assert(
      fc.property(policies, turns, (policy, script) => {
        const { events } = played(deployment(policy), script);
        expect(events.filter(({ type }) => type === 'WorkflowCompleted' || type === 'WorkflowFailed')).toEqual([
          endOf(events),
        ]);
        const ids = eventsOf(events, 'OperationRequested').map(({ data }) => data.operationId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 400 },
    ));

  it('makes no second campaign on any platform, however often a creation is tried', () =>
    fc.assert(
      fc.property(policies, turns, (policy, script) => {
        const { campaigns } = played(deployment(policy), script);
        expect(new Set(campaigns.map(({ mappingId }) => mappingId)).size).toBe(campaigns.length);
      }),
      { numRuns: 400 },
    ));

  it('has removed all that it made when it is put back, but for its orphans, of which each may be there', () =>
    fc.assert(
      fc.property(policies, turns, (policy, script) => {
        const { events, campaigns } = played(deployment(policy), script);
        const end = endOf(events);
        if (end.type === 'WorkflowCompleted' || !putBack.includes(end.data.ending ?? '')) return;
        const { ending, orphans = [] } = end.data;
        expect(orphans.length > 0).toBe(ending === 'partially_compensated');
        const left = campaigns.filter(({ status }) => status !== 'removed');
        const isNamed = ({ id, tag }: (typeof left)[number]): boolean =>
          orphans.some((orphan) => (orphan.platformCampaignId ?? id) === id && orphan.tag === tag);
        expect(left.filter((campaign) => !isNamed(campaign))).toEqual([]);
        const settled = eventsOf(events, 'OperationSettled').map(({ data }) => data);
        const isDoubtful = (kind: Asked['task']['kind'], platform: string): boolean =>
          settled.some((each) => each.kind === kind && each.platform === platform && each.outcome.status === 'failed');
        for (const { platform, platformCampaignId } of orphans) {
          expect(isDoubtful(platformCampaignId === null ? 'create-campaign' : 'remove-campaign', platform)).toBe(true);
        }
      }),
      { numRuns: 600 },
    ));

  it('leaves nothing that spends and is not told of', () =>
    fc.assert(
      fc.property(policies, turns, (policy, script) => {
        const { events, campaigns } = played(deployment(policy), script);
        const told = endOf(events).data.outcomes.filter(({ status }) => status === 'active');
        const spending = campaigns.filter(({ status }) => status === 'active').map(({ mappingId }) => mappingId);
        expect(new Set(spending).difference(new Set<string>(told.map(({ mappingId }) => mappingId)))).toEqual(
          new Set(),
        );
      }),
      { numRuns: 400 },
    ));
});

describe.each([
  ['PauseRequested', 'active'],
  ['ResumeRequested', 'paused'],
] as const)('Every %s that is called off', (type, before) => {
  it('leaves each campaign as it was, or names it', () =>
    fc.assert(
      fc.property(turns, (script) => {
        const world = remote();
        const targets = platforms.map((platform) => live(platform, { status: before }));
        for (const { mappingId, platform } of targets) {
          world.add({ mappingId, tag: `op-${platform}`, id: `${platform}-1`, status: before });
        }
        const { events, campaigns } = played(request(type, targets), script, world);
        const end = endOf(events);
        if (end.type === 'WorkflowCompleted' || end.data.ending === 'failed') return;
        const named = new Set((end.data.orphans ?? []).map(({ platformCampaignId }) => platformCampaignId));
        expect(end.data.ending).toBe(named.size > 0 ? 'partially_compensated' : 'cancelled');
        expect(campaigns.filter(({ status, id }) => status !== before && !named.has(id))).toEqual([]);
      }),
      { numRuns: 400 },
    ));
});
