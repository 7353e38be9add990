import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from '../orchestrations/orchestration.ts';
import {
  active,
  after,
  budget,
  draft,
  plan,
  run,
  type Step,
  schedule,
  scheduled,
  soon,
  stateOf,
} from '../orchestrations/samples.ts';
import { deployment, live, target } from '../workflows/testing/scripted-run.ts';
import { planDifferences } from './plan-difference.ts';
import { type PlannedDeployment, planHashOf, plannedTimes } from './plan-hash.ts';
import { asPlanned, plannedNow } from './planned-now.ts';

const { data } = deployment('rollback', [target('meta'), target('google')]);
const creative = { creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero', format: 'image' } as const;
const planned: PlannedDeployment = { ...data, startsNow: true, endsAfterDays: 30 };

const [meta, google] = planned.targets as [ReturnType<typeof target>, ReturnType<typeof target>];
const withMeta = (change: Parameters<typeof target>[1]): PlannedDeployment => ({
  ...planned,
  targets: [{ ...meta, ...change }, google],
});

describe('A plan’s hash', () => {
  it('does not change with the moment of the deployment, its run, or the order of what it spans', () => {
    const later: PlannedDeployment = {
      ...planned,
      workflowId: run(9),
      flight: { startAt: '2026-04-01T00:00:00.000Z', endAt: '2026-05-01T00:00:00.000Z' },
      targets: [google, { ...meta, status: 'failed' }],
    } as PlannedDeployment;
    expect(planHashOf(later)).toBe(planHashOf(planned));
  });

  it('does not change with the order in which settings or accepted names are given', () => {
    const one = { ...withMeta({ config: { a: 1, b: { c: 2, d: 3 } } }), accepted: ['meta:x', 'google:y'] };
    const other = { ...withMeta({ config: { b: { d: 3, c: 2 }, a: 1 } }), accepted: ['google:y', 'meta:x'] };
    expect(planHashOf(one)).toBe(planHashOf(other));
  });

  it.each<readonly [string, PlannedDeployment]>([
    ['the name', { ...planned, name: 'Another' }],
    ['the objective', { ...planned, objective: 'traffic' }],
    ['the failure policy', { ...planned, failurePolicy: 'continue' }],
    ['what is accepted', { ...planned, accepted: ['meta:targeting.age'] }],
    ['the creatives', { ...planned, creatives: [creative] }],
    ['a platform less', { ...planned, targets: [meta] }],
    ['a budget by a cent', withMeta({ budget: { micros: meta.budget.micros + 10_000, currency: 'USD' } })],
    ['a currency', withMeta({ budget: { ...meta.budget, currency: 'EUR' } })],
    ['the settings', withMeta({ config: { targeting: { countries: ['US'] } } })],
    ['the ad account', withMeta({ adAccountId: 'another' })],
    ['the connection', withMeta({ connectionId: google.connectionId })],
    ['a campaign that is there already', withMeta({ platformCampaignId: '77' })],
    ['its ad group', withMeta({ adGroup: { platformAdGroupId: '8', tag: 'op-8' } })],
    ['the length of the flight', { ...planned, endsAfterDays: 31 }],
    ['an end that is fixed', { ...planned, endsAfterDays: null }],
    ['a start that is fixed', { ...planned, startsNow: false }],
  ])('changes with %s', (_, changed) => {
    expect(planHashOf(changed)).not.toBe(planHashOf(planned));
  });

  it('changes with a fixed end or start, but not with how it is written', () => {
    const fixed: PlannedDeployment = { ...planned, startsNow: false, endsAfterDays: null };
    const flight = { startAt: '2026-03-01T09:00:00Z', endAt: '2026-03-31T09:00:00Z' };
    expect(planHashOf({ ...fixed, flight })).toBe(planHashOf(fixed));
    expect(planHashOf({ ...fixed, flight: { ...flight, endAt: '2026-04-01T09:00:00Z' } })).not.toBe(planHashOf(fixed));
    expect(planHashOf({ ...fixed, flight: { ...flight, startAt: '2026-03-02T09:00:00Z' } })).not.toBe(
      planHashOf(fixed),
    );
  });
});

const asked = (...steps: readonly Step[]) => {
  const event = after(...steps).findLast(({ type }) => type === 'PlanRequested');
  if (event?.type !== 'PlanRequested') throw new TypeError('No plan was asked for');
  return event.data;
};

describe('A plan that was asked for', () => {
  it('carries the hash of what a deployment would carry', () => {
    const { planHash, ...request } = asked(draft(), plan(1));
    const times = plannedTimes({ endAt: null, durationDays: 30 }, request.flight, '2026-03-01T09:00:00.000Z');
    expect(times).toEqual({ startsNow: true, endsAfterDays: 30 });
    expect(planHash).toBe(planHashOf({ ...request, ...times }));
  });

  it('holds for a deployment days later, and not after a change', () => {
    const { planHash } = asked(draft(), plan(1));
    const deploy = {
      type: 'RequestDeployment',
      data: { workflowId: run(2), now: '2026-03-09T00:00:00.000Z', planHash },
    } as const;
    expect(orchestrationDecider.decide(deploy, stateOf(after(draft(), plan(1))))).toMatchObject([
      { type: 'DeploymentRequested' },
    ]);
    const changed = stateOf(after(draft(), plan(1), budget(3, [50, 30, 21])));
    expect(() => orchestrationDecider.decide(deploy, changed)).toThrow(
      expect.objectContaining({ code: 'plan-changed' }),
    );
  });

  it('is another one for another scheduled start', () => {
    const hashes = [asked(...scheduled, plan(1)), asked(draft(), schedule('2026-03-03T00:00:00.000Z'), plan(1))];
    expect(hashes[0]?.flight.startAt).toBe(soon);
    expect(hashes[0]?.planHash).not.toBe(hashes[1]?.planHash);
  });
});

describe('What a deployment would carry now', () => {
  const wishes = { now: '2026-03-09T00:00:00.000Z' };
  const before = asPlanned(stateOf(after(draft())), asked(draft(), plan(1)), '2026-03-01T09:00:00.000Z');
  const differences = (...steps: readonly Step[]) => {
    const now = plannedNow(stateOf(after(...steps)), wishes);
    return now === undefined ? 'nothing to deploy' : planDifferences(before, now);
  };

  it('is what was planned as long as nothing has changed', () => {
    expect(planHashOf(before)).toBe(asked(draft(), plan(1)).planHash);
    expect(differences(draft(), plan(1))).toEqual([]);
  });

  it('differs in what was changed since', () => {
    expect(differences(draft(), plan(1), budget(3, [50, 30, 21]))).toEqual([
      { field: 'platforms.tiktok.budget.amount', before: 20, after: 21 },
    ]);
  });

  it('is nothing where every platform is deployed', () => {
    expect(differences(...active)).toBe('nothing to deploy');
  });
});

describe('The difference between two plans', () => {
  it('names each field that decides what is bought, before and after, with amounts in currency units', () => {
    const after = {
      ...withMeta({ budget: { micros: 12_500_500_000, currency: 'USD' }, config: { targeting: { age_min: 21 } } }),
      creatives: [creative],
      endsAfterDays: 14,
    };
    expect(planDifferences(planned, after)).toEqual([
      { field: 'flight.endAt', before: 'after 30 days', after: 'after 14 days' },
      { field: 'creatives.0', before: null, after: creative },
      { field: 'platforms.meta.budget.amount', before: 10_000, after: 12_500.5 },
      { field: 'platforms.meta.config.targeting', before: null, after: { age_min: 21 } },
    ]);
  });

  it('tells a platform that is there no more, and nothing where the plans are the same', () => {
    expect(planDifferences(planned, { ...planned, targets: [meta] })).toMatchObject([
      { field: 'platforms.google', after: null },
    ]);
    expect(planDifferences(planned, { ...planned, targets: [google, meta] })).toEqual([]);
  });

  it('tells nothing exactly when the hashes are equal', () => {
    const others = [planned, withMeta({ platformCampaignId: '1' }), { ...planned, targets: [live('meta'), google] }];
    for (const one of others)
      for (const other of others)
        expect(planDifferences(one, other).length === 0).toBe(planHashOf(one) === planHashOf(other));
  });
});
