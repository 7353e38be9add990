import { type RecommendationEvent, type RecommendationProposed, recommendationCodec } from '@campaigns/contracts';
import { type CommandContext, derivedId, toAppend } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { recommendationExpiry } from './recommendation-expiry.ts';

const recommendationId = derivedId('recommendation');
const stream = `recommendation-${recommendationId}` as const;
const expiresAt = '2026-03-03T09:00:00.000Z';
const context = (commandId: string): CommandContext => ({
  ...{ commandId, correlationId: commandId, causationId: commandId, orgId: derivedId('org') },
  ...{ actor: { kind: 'service', id: 'rules-engine' }, occurredAt: '2026-03-01T09:00:00.000Z' },
});

const proposed = (decidedBy: RecommendationProposed['data']['decidedBy']) =>
  ({
    type: 'RecommendationProposed',
    data: {
      ...{ recommendationId, orchestrationId: derivedId('orchestration'), workflowId: derivedId('run'), decidedBy },
      ...{ orgId: derivedId('org'), currency: 'USD', totalMicros: 100, parts: [], moves: true, conflict: [] },
      basis: {
        ...{ model: 'curves', day: '2026-03-01', daysLeft: 30, measure: 'clicks', seed: 7, mostMovePercent: 20 },
        ...{ creditedBy: null, days: [] },
      },
      ...{ probabilityBetter: 0.8, hash: 'shown', expiresAt, at: '2026-03-01T09:00:00.000Z' },
    },
  }) as unknown as RecommendationProposed;

/** A recommendation in the log, and the timer that it asks for. */
const recommended = async (decidedBy: RecommendationProposed['data']['decidedBy'] = 'approval') => {
  const store = inMemoryEventStore();
  const tell = async (event: RecommendationEvent): Promise<void> => {
    const { revision } = await store.load(stream);
    await store.append(stream, revision, toAppend([event], recommendationCodec, context(derivedId(event.type))));
  };
  await tell(proposed(decidedBy));
  const [stored] = (await store.load(stream)).events;
  if (stored === undefined) throw new TypeError('Nothing was appended');
  const timer = await recommendationExpiry.timerFor(stored, store);
  const fire = async (at: string) => {
    if (timer === undefined) throw new TypeError('No timer was asked for');
    return recommendationExpiry.prepare(store, () => new Date(at))({ ...timer, failures: 0 });
  };
  return { timer, tell, fire };
};

describe('The expiry of a recommendation', () => {
  it('comes at its time, once, and never again', async () => {
    const { timer, fire } = await recommended();
    expect(timer).toMatchObject({ kind: 'recommendation-expiry', dueAt: new Date(expiresAt), stream });
    const [first, again] = [await fire(expiresAt), await fire(expiresAt)];
    expect(first).toMatchObject({ append: { events: [{ type: 'RecommendationExpired' }] }, next: undefined });
    expect(again.append?.events[0]?.metadata.eventId).toBe(first.append?.events[0]?.metadata.eventId);
  });

  it('changes nothing about one that was decided on', async () => {
    const { tell, fire } = await recommended();
    const ids = { recommendationId, orchestrationId: derivedId('orchestration') };
    await tell({
      ...{ type: 'RecommendationApproved', data: { ...ids, hash: 'shown', at: '2026-03-02T09:00:00.000Z' } },
    } as unknown as RecommendationEvent);
    expect(await fire(expiresAt)).toEqual({ append: undefined, next: undefined });
  });

  it('is waited for only where a person decides', async () => {
    for (const decidedBy of ['run', 'none'] as const) expect((await recommended(decidedBy)).timer).toBeUndefined();
  });
});
