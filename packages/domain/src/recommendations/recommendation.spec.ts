import type { RecommendationEvent } from '@campaigns/contracts';
import { fold, RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { deployment, live, play, proposed } from '../workflows/testing/scripted-run.ts';
import { type RecommendationCommand, type RecommendationContent, recommendationDecider } from './recommendation.ts';

const now = '2026-03-02T09:00:00.000Z';
const late = '2026-03-03T09:00:05.000Z';

const shown = (decidedBy: RecommendationContent['decidedBy'] = 'approval'): RecommendationContent => {
  const input = proposed(play(deployment('rollback', [live('meta'), live('google')])), { meta: 12_000_000_000 });
  if (input.type !== 'RecommendationProposed') throw new TypeError(input.type);
  return { ...input.data, decidedBy };
};

const given = (...commands: readonly RecommendationCommand[]): readonly RecommendationEvent[] => {
  const history: RecommendationEvent[] = [];
  for (const command of commands)
    history.push(...recommendationDecider.decide(command, fold(recommendationDecider, history)));
  return history;
};
const statusAfter = (...commands: readonly RecommendationCommand[]) =>
  fold(recommendationDecider, given(...commands)).status;
const refusalOf = (...commands: readonly RecommendationCommand[]): string | undefined => {
  try {
    given(...commands);
    return undefined;
  } catch (error) {
    if (error instanceof RuleViolation) return error.code;
    throw error;
  }
};

const propose = (decidedBy?: RecommendationContent['decidedBy']) =>
  ({ type: 'Propose', data: shown(decidedBy) }) as const;
const approve = (hash = 'shown', at = now) => ({ type: 'Approve', data: { hash, now: at } }) as const;
const dismiss = { type: 'Dismiss', data: { reason: null, now } } as const;
const expire = (at = late) => ({ type: 'Expire', data: { now: at } }) as const;
const applied = { type: 'MarkApplied', data: { now } } as const;
const refused = { type: 'MarkRefused', data: { problem: 'budget-changed-meanwhile', detail: '', now } } as const;

describe('A recommendation', () => {
  it('is approved as it was shown, and then applied or refused, once', () => {
    expect(given(propose(), approve(), applied, applied, refused).map(({ type }) => type)).toEqual([
      'RecommendationProposed',
      'RecommendationApproved',
      'RecommendationApplied',
    ]);
    expect(statusAfter(propose(), approve(), refused)).toBe('refused');
  });

  it('is proposed once', () => {
    expect(given(propose(), propose())).toHaveLength(1);
  });

  it('is not approved by the hash of something else', () => {
    expect(refusalOf(propose(), approve('other'))).toBe('recommendation-changed');
  });

  it('is decided on once', () => {
    expect(refusalOf(propose(), approve(), approve())).toBe('illegal-transition');
    expect(refusalOf(propose(), dismiss, approve())).toBe('illegal-transition');
    expect(refusalOf(propose(), approve(), dismiss)).toBe('illegal-transition');
  });

  it('cannot be decided on when its time is over, whether that was noticed or not', () => {
    expect(refusalOf(propose(), approve('shown', late))).toBe('recommendation-expired');
    expect(refusalOf(propose(), expire(), approve())).toBe('recommendation-expired');
    expect(statusAfter(propose(), expire())).toBe('expired');
  });

  it('does not expire before its time, nor once it was decided on', () => {
    expect(statusAfter(propose(), expire(now))).toBe('proposed');
    expect(statusAfter(propose(), approve(), expire())).toBe('approved');
    expect(statusAfter(propose(), dismiss, expire())).toBe('dismissed');
  });

  it('is not a person’s to decide where its run applies it, or there is nothing to decide', () => {
    expect(refusalOf(propose('run'), approve())).toBe('illegal-transition');
    expect(statusAfter(propose('run'), applied)).toBe('applied');
    expect(statusAfter(propose('run'), expire())).toBe('proposed');
    expect(statusAfter(propose('none'))).toBe('unchanged');
    expect(refusalOf(propose('none'), approve())).toBe('illegal-transition');
  });

  it('that waits for a person is not applied without one', () => {
    expect(given(propose(), applied)).toHaveLength(1);
  });

  it('does not exist before it is proposed', () => {
    expect(refusalOf(approve())).toBe('recommendation-not-found');
    expect(given(applied, expire())).toEqual([]);
  });
});
