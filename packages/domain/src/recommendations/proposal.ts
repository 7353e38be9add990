import type {
  CreditedBy,
  RecommendationBasis,
  RecommendationId,
  RecommendationProposed,
  RecommendedPart,
  WorkflowId,
} from '@campaigns/contracts';
import { contentHash, derivedId } from '@campaigns/event-sourcing';
import { allocate } from '../allocator/allocate.ts';
import type { AllocatorAnswer, AllocatorQuestion } from '../allocator/question.ts';
import { isLive } from '../orchestrations/state.ts';
import { type AllocationCase, allocationCase, type CaseInput } from './allocation-case.ts';
import { reasonOf } from './reason.ts';
import { daysLeftOf, partsFrom, type RemainingPart } from './remaining-budget.ts';

type Proposal = RecommendationProposed['data'];
type Split = Extract<AllocatorAnswer, { kind: 'split' }>;

/** A run has one recommendation. */
export const recommendationIdOf = (workflowId: WorkflowId): RecommendationId =>
  derivedId(workflowId, 'recommendation') as RecommendationId;

/** The same run learns by the same chance. */
export const seedOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 8), 16);

/** So long it can be approved, but not past the end of the flight. */
const validMs = 48 * 3_600_000;

export type ProposalInput = Omit<CaseInput, 'seed'> &
  Readonly<{
    workflowId: WorkflowId;
    /** The run splits the budget so by itself. */
    apply: boolean;
    /** What was asked for; in the basis stands what it came to. */
    creditedBy?: CreditedBy | undefined;
  }>;

const model = 'saturating curves, Thompson sampling';

/** Parts that stay, all for one reason. */
const asTheyAre = ({ state, results }: CaseInput, reason: string): RecommendedPart[] =>
  state.mappings.filter(isLive).map(({ platform, budgetMicros }) => {
    const spentMicros = results.find((each) => each.platform === platform)?.spentMicros ?? 0;
    const part = { platform, beforeMicros: budgetMicros, afterMicros: budgetMicros, spentMicros };
    return { ...part, reason, estimate: null };
  });

const splitParts = (
  { state }: CaseInput,
  { question, parts, measure }: AllocationCase,
  answer: Split,
): readonly RecommendedPart[] => {
  const { currency, limits } = question;
  const daily = new Map(answer.arms.map(({ platform, afterMicros }) => [platform, afterMicros]));
  const after = partsFrom(parts, daily, {
    ...{ currency, mostMovePercent: limits.mostMovePercent, limits: state.budgetLimits },
  });
  return answer.arms.map(({ platform, ...estimate }, index) => {
    const part = parts[index] as RemainingPart;
    const afterMicros = after.get(platform) ?? part.budgetMicros;
    const { history = [] } = question.arms[index] ?? {};
    const spendDays = history.filter(({ spendMicros }) => spendMicros > 0).length;
    const outcomes = history.reduce((sum, { outcomeMicros }) => sum + outcomeMicros, 0);
    const about = {
      ...{ currency, measure, spendDays, outcomes, part, afterMicros },
      ...{ moves: answer.moves, leastProbability: limits.leastProbability },
    };
    const { budgetMicros: beforeMicros, spentMicros } = part;
    return { platform, beforeMicros, afterMicros, spentMicros, reason: reasonOf(about, estimate), estimate };
  });
};

type Shown = Pick<Proposal, 'parts' | 'moves' | 'probabilityBetter' | 'conflict'>;

const shownFor = (input: CaseInput, found: AllocationCase | undefined): Shown => {
  if (found === undefined) {
    const parts = asTheyAre(input, 'Kept: nothing is left to be split, or the flight is over');
    return { parts, moves: false, probabilityBetter: null, conflict: [] };
  }
  const answer = allocate(found.question as AllocatorQuestion);
  if (answer.kind === 'infeasible') {
    const reason = `Kept: these limits, in amounts a day, cannot all hold: ${answer.conflict.join(', ')}`;
    return {
      parts: asTheyAre(input, reason),
      moves: false,
      probabilityBetter: null,
      conflict: [...answer.conflict],
    };
  }
  const parts = splitParts(input, found, answer);
  const moves = parts.some(({ beforeMicros, afterMicros }) => beforeMicros !== afterMicros);
  return { parts: [...parts], moves, probabilityBetter: answer.probabilityBetter, conflict: [] };
};

const basisOf = (
  { state, now, mostChangePercent }: CaseInput,
  found: AllocationCase | undefined,
  seed: number,
): RecommendationBasis => ({
  ...{ model, day: now.slice(0, 10), seed, measure: found?.measure ?? 'conversions' },
  daysLeft: state.flight === null ? 0 : daysLeftOf(state.flight, now),
  mostMovePercent: found?.question.limits.mostMovePercent ?? mostChangePercent,
  creditedBy: found?.creditedBy ?? null,
  days: [...(found?.days ?? [])],
});

/** How a budget should be split by what is known, and why; the same input has the same answer. */
export const proposalFor = (input: ProposalInput): Proposal => {
  const { state, workflowId, apply, now } = input;
  const seed = seedOf(workflowId);
  const found = allocationCase({ ...input, seed });
  const shown = shownFor({ ...input, seed }, found);
  const content = {
    ...{ orchestrationId: state.orchestrationId, currency: state.totalBudget.currency },
    ...{ totalMicros: state.totalBudget.micros, ...shown, basis: basisOf({ ...input, seed }, found, seed) },
  };
  const decider = apply ? 'run' : 'approval';
  const end = Date.parse(state.flight?.endAt ?? now);
  return {
    ...{ recommendationId: recommendationIdOf(workflowId), orgId: state.orgId, workflowId, ...content },
    ...{ decidedBy: shown.moves ? decider : 'none', hash: contentHash(content), at: now },
    expiresAt: new Date(Math.max(Date.parse(now), Math.min(Date.parse(now) + validMs, end))).toISOString(),
  };
};
