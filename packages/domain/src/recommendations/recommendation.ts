import type { RecommendationEvent, RecommendationProposed } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';

export type RecommendationContent = RecommendationProposed['data'];

type Command<Type extends string, Data> = Readonly<{ type: Type; data: Readonly<Data> }>;

export type RecommendationCommand =
  | Command<'Propose', RecommendationContent>
  /** `hash`: of what was shown to whoever approves. */
  | Command<'Approve', { hash: string; now: string }>
  | Command<'Dismiss', { reason: string | null; now: string }>
  | Command<'Expire', { now: string }>
  | Command<'MarkApplied', { now: string }>
  | Command<'MarkRefused', { problem: string; detail: string; now: string }>;

/** `unchanged`: there was nothing to decide. */
export type RecommendationStatus =
  | 'proposed'
  | 'approved'
  | 'dismissed'
  | 'expired'
  | 'applied'
  | 'refused'
  | 'unchanged';

export type ExistingRecommendation = Readonly<{ status: RecommendationStatus; content: RecommendationContent }>;
export type Recommending = Readonly<{ status: 'absent' }> | ExistingRecommendation;

const existing = (state: Recommending): ExistingRecommendation => {
  if (state.status === 'absent') throw new RuleViolation('recommendation-not-found', 'There is no such recommendation');
  return state;
};

/** Throws `illegal-transition` unless a person may still decide, `recommendation-expired` when it is too late for that. */
const undecided = (before: Recommending, action: 'approve' | 'dismiss', now: string): ExistingRecommendation => {
  const state = existing(before);
  const { status, content } = state;
  if (status === 'expired' || (status === 'proposed' && Date.parse(now) >= Date.parse(content.expiresAt))) {
    const detail = `The recommendation was to be decided on before ${content.expiresAt}`;
    throw new RuleViolation('recommendation-expired', detail, { expiresAt: content.expiresAt });
  }
  if (status !== 'proposed' || content.decidedBy !== 'approval') {
    const why = `The recommendation is ${status}, and ${content.decidedBy === 'run' ? 'its run applies it' : 'decided'}`;
    throw new RuleViolation('illegal-transition', why, { status, action });
  }
  return state;
};

const idsOf = ({ content: { recommendationId, orchestrationId } }: ExistingRecommendation) => ({
  recommendationId,
  orchestrationId,
});

const approve = (hash: string, now: string, before: Recommending): readonly RecommendationEvent[] => {
  const state = undecided(before, 'approve', now);
  if (hash !== state.content.hash) {
    throw new RuleViolation('recommendation-changed', 'The hash is not that of the recommendation', {
      hash: state.content.hash,
    });
  }
  return [{ type: 'RecommendationApproved', data: { ...idsOf(state), hash, at: now } }];
};

/** What has been approved, or is applied by its run, and has not ended yet. */
const isUnderWay = (state: Recommending): state is ExistingRecommendation =>
  state.status === 'approved' || (state.status === 'proposed' && state.content.decidedBy === 'run');

const decide = (command: RecommendationCommand, state: Recommending): readonly RecommendationEvent[] => {
  switch (command.type) {
    case 'Propose':
      return state.status === 'absent' ? [{ type: 'RecommendationProposed', data: command.data }] : [];
    case 'Approve':
      return approve(command.data.hash, command.data.now, state);
    case 'Dismiss': {
      const { reason, now } = command.data;
      const data = { ...idsOf(undecided(state, 'dismiss', now)), reason, at: now };
      return [{ type: 'RecommendationDismissed', data }];
    }
    case 'Expire': {
      const isOpen = state.status === 'proposed' && state.content.decidedBy === 'approval';
      if (!isOpen || Date.parse(command.data.now) < Date.parse(state.content.expiresAt)) return [];
      return [{ type: 'RecommendationExpired', data: { ...idsOf(state), at: command.data.now } }];
    }
    case 'MarkApplied':
      if (!isUnderWay(state)) return [];
      return [{ type: 'RecommendationApplied', data: { ...idsOf(state), at: command.data.now } }];
    case 'MarkRefused': {
      if (!isUnderWay(state)) return [];
      const { problem, detail, now } = command.data;
      return [{ type: 'RecommendationRefused', data: { ...idsOf(state), problem, detail, at: now } }];
    }
    default:
      return assertNever(command);
  }
};

const after = {
  RecommendationApproved: 'approved',
  RecommendationDismissed: 'dismissed',
  RecommendationExpired: 'expired',
  RecommendationApplied: 'applied',
  RecommendationRefused: 'refused',
} as const satisfies Readonly<Record<string, RecommendationStatus>>;

const evolve = (state: Recommending, event: RecommendationEvent): Recommending => {
  if (event.type === 'RecommendationProposed') {
    return { status: event.data.decidedBy === 'none' ? 'unchanged' : 'proposed', content: event.data };
  }
  return state.status === 'absent' ? state : { ...state, status: after[event.type] };
};

/** A recommendation from its proposal to what became of it. Approved at most once, and only as it was shown. */
export const recommendationDecider: Decider<Recommending, RecommendationCommand, RecommendationEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
