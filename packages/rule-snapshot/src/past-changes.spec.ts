import { randomUUID } from 'node:crypto';
import type { Actor, OrchestrationEvent, Platform, RecordedEvent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { pastChanges } from './past-changes.ts';

const units = (amount: number): number => amount * 1_000_000;
const usd = (amount: number) => ({ micros: units(amount), currency: 'USD' });

const [person, rules, orchestrator]: readonly [Actor, Actor, Actor] = [
  { kind: 'user', id: 'anna' },
  { kind: 'service', id: 'rules-engine' },
  { kind: 'service', id: 'orchestrator' },
];

type Type = OrchestrationEvent['type'];

const event = (type: Type, actor: Actor, data: object) =>
  ({
    type,
    data,
    metadata: { actor, occurredAt: '2026-04-20T12:00:00.000Z' },
  }) as unknown as RecordedEvent<OrchestrationEvent>;

const split = (meta: number, google: number) => ({
  totalBudget: usd(meta + google),
  allocation: [
    { platform: 'meta', amountMicros: units(meta) },
    { platform: 'google', amountMicros: units(google) },
  ],
});
const on = (...platforms: readonly Platform[]) => ({ targets: platforms.map((platform) => ({ platform })) });
const drafted = event('OrchestrationDrafted', person, split(100, 100));

/** What a list of events says about who changed what. */
const said = (...events: readonly RecordedEvent<OrchestrationEvent>[]) =>
  pastChanges([drafted, ...events]).map(({ platform, kind, by }) => `${by} ${platform} ${kind}`);

describe('A change of the past', () => {
  it('is that of whoever asked for it', () => {
    expect(said(event('BudgetChanged', rules, split(90, 110)))).toEqual(['rule meta budget', 'rule google budget']);
    expect(said(event('PauseRequested', person, on('meta')))).toEqual(['person meta status']);
    expect(said(event('PauseRequested', rules, { ...on('meta'), cause: 'rule' }))).toEqual(['rule meta status']);
    expect(said(event('PauseRequested', orchestrator, { ...on('meta'), cause: 'budget' }))).toEqual([
      'system meta status',
    ]);
  });

  it('is a person when a person takes up what was recommended, and else the rule that optimizes', () => {
    const recommended = { ...split(90, 110), recommendedBy: randomUUID() };
    expect(said(event('BudgetChanged', person, recommended))).toEqual(['person meta budget', 'person google budget']);
    expect(said(event('BudgetChanged', orchestrator, recommended))).toEqual(['rule meta budget', 'rule google budget']);
  });

  it('of a budget is of the platforms whose part has moved, also since one was changed on the platform', () => {
    const adopted = event('ExternalChangeAdopted', orchestrator, { platform: 'meta', adopted: { budget: usd(80) } });
    expect(said(adopted, event('BudgetChanged', person, split(80, 120)))).toEqual([
      'person meta budget',
      'person google budget',
    ]);
  });
});
