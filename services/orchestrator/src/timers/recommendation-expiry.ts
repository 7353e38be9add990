import { recommendationCodec } from '@campaigns/contracts';
import { recommendationDecider } from '@campaigns/domain';
import { type CommandContext, derivedId, fold, toAppend } from '@campaigns/event-sourcing';
import { orchestratorActor } from '../reaction-context.ts';
import type { TimerRule } from './timer.ts';

/** When a recommendation that a person may approve has been there long enough. One that was decided on expires no more. */
export const recommendationExpiry: TimerRule = {
  askedForBy: ['RecommendationProposed'],
  timerFor: async (event) => {
    const { type, data } = recommendationCodec.decode(event);
    if (type !== 'RecommendationProposed' || data.decidedBy !== 'approval') return undefined;
    const { stream, metadata, position } = event;
    return {
      ...{ timerId: derivedId(stream, 'recommendation-expiry'), dueAt: new Date(data.expiresAt) },
      ...{ kind: 'recommendation-expiry', stream, causeId: metadata.eventId, position, known: 'stays' },
    };
  },
  prepare:
    (store, now) =>
    async ({ timerId, causeId, stream }) => {
      const { events, revision } = await store.load(stream);
      const [first] = events;
      const state = fold(recommendationDecider, events.map(recommendationCodec.decode));
      const at = now().toISOString();
      const expired = recommendationDecider.decide({ type: 'Expire', data: { now: at } }, state);
      if (expired.length === 0 || first === undefined) return { append: undefined, next: undefined };
      const commandId = derivedId(timerId, 'expired');
      const context: CommandContext = {
        ...{ commandId, orgId: first.metadata.orgId, actor: orchestratorActor, causationId: causeId, occurredAt: at },
        correlationId: first.metadata.correlationId,
      };
      const appended = toAppend(expired, recommendationCodec, context);
      return { append: { stream, expected: revision, events: appended }, next: undefined };
    },
};
