import type { Platform, RuleCommand } from '@campaigns/contracts';
import { touchedBy } from '../action-history.ts';
import { utcDay } from '../moves.ts';
import type { PartSnapshot, PastAction, PastChange, RuleActed, RuleCreative, RuleSnapshot } from '../types.ts';
import type { OrchestrationHistory } from './history.ts';
import type { Replayed } from './replayed.ts';

const dayMs = 86_400_000;

/** The longest cooldown is 31 days: older actions hold nothing back. */
const rememberedMs = 32 * dayMs;

/** What the rules would have made of an orchestration so far, beside what was recorded of it. */
export type WouldBe = Readonly<{
  snapshot: (now: string, actionsToday: RuleSnapshot['actionsToday']) => RuleSnapshot | undefined;
  act: (acted: RuleActed) => void;
  /** By how much each part would differ from what was recorded, and all that it would have been moved, up and down. */
  shifts: () => readonly Readonly<{ platform: Platform; netMicros: number; movedMicros: number }>[];
}>;

type CommandOf<Type extends RuleCommand['type']> = Extract<RuleCommand, { type: Type }>;

const kindOf = (type: RuleActed['command']['type']): PastChange['kind'] =>
  type === 'rotate' ? 'creatives' : type === 'change-budget' || type === 'optimize' ? 'budget' : 'status';

export const wouldBe = (history: OrchestrationHistory, replay: Replayed): WouldBe => {
  const deltas = new Map<Platform, number>();
  const moved = new Map<Platform, number>();
  const statuses = new Map<Platform, 'active' | 'paused'>();
  const creatives = new Map<string, Pick<RuleCreative, 'isResting' | 'restingSince' | 'shownSince'>>();
  let totalDelta = 0;
  let actions: readonly PastAction[] = [];
  let changes: readonly PastChange[] = [];
  let morning: Readonly<{ day: string; budgets: ReadonlyMap<Platform, number> }> = { day: '', budgets: new Map() };

  const budgetOf = ({ platform, budgetMicros }: Pick<PartSnapshot, 'platform' | 'budgetMicros'>): number =>
    Math.max(0, budgetMicros + (deltas.get(platform) ?? 0));

  const creativeOf = (platform: Platform, creative: RuleCreative): RuleCreative => ({
    ...creative,
    ...creatives.get(`${platform} ${creative.creativeId}`),
  });

  const partOf = (part: Omit<PartSnapshot, 'dayBeganMicros'>): PartSnapshot => {
    const budgetMicros = budgetOf(part);
    const isLive = part.status === 'active' || part.status === 'paused';
    return {
      ...part,
      budgetMicros,
      dayBeganMicros: morning.budgets.get(part.platform) ?? budgetMicros,
      status: isLive ? (statuses.get(part.platform) ?? part.status) : part.status,
      creatives: part.creatives.map((creative) => creativeOf(part.platform, creative)),
    };
  };

  const rotate = (platform: Platform, creativeId: string, isResting: boolean, at: string): void => {
    const since = isResting ? { restingSince: at, shownSince: null } : { restingSince: null, shownSince: at };
    creatives.set(`${platform} ${creativeId}`, { isResting, ...since });
  };

  const move = ({ parts, beforeTotalMicros, afterTotalMicros }: CommandOf<'change-budget'>): void => {
    totalDelta += afterTotalMicros - beforeTotalMicros;
    for (const { platform, beforeMicros, afterMicros } of parts) {
      deltas.set(platform, (deltas.get(platform) ?? 0) + afterMicros - beforeMicros);
      moved.set(platform, (moved.get(platform) ?? 0) + Math.abs(afterMicros - beforeMicros));
    }
  };

  const rotateAll = ({ rotations }: CommandOf<'rotate'>, at: string): void => {
    for (const { platform, show, rest } of rotations) {
      for (const creativeId of show) rotate(platform, creativeId, false, at);
      for (const creativeId of rest) rotate(platform, creativeId, true, at);
    }
  };

  const switchTo = (platforms: readonly Platform[], status: 'active' | 'paused'): void => {
    for (const platform of platforms) statuses.set(platform, status);
  };

  const apply = ({ command, at }: RuleActed): void => {
    if (command.type === 'pause') switchTo(command.platforms, 'paused');
    if (command.type === 'resume') switchTo(command.platforms, 'active');
    if (command.type === 'change-budget') move(command);
    if (command.type === 'rotate') rotateAll(command, at);
  };

  return {
    snapshot: (now, actionsToday) => {
      replay.advance(now);
      const setting = replay.setting();
      if (setting === undefined) return undefined;
      const recorded = replay.parts(now);
      if (morning.day !== utcDay(now)) {
        morning = { day: utcDay(now), budgets: new Map(recorded.map((part) => [part.platform, budgetOf(part)])) };
      }
      const parts = recorded.map(partOf);
      const totalMicros = setting.totalMicros + totalDelta;
      const { orchestrationId, orgId, currency, flightEndAt } = history;
      return {
        ...{ orchestrationId, orgId, currency, flightEndAt, totalMicros, parts, actions, actionsToday, now },
        status: setting.status,
        isSpent: parts.reduce((sum, { spentMicros }) => sum + spentMicros, 0) >= totalMicros,
        busy: { lifecycle: false, sync: false },
        changes: [...replay.changes(), ...changes],
      };
    },
    act: (acted) => {
      const { actionId, ruleId, runId, platform, command, at, class: of } = acted;
      apply(acted);
      const kept = actions.filter((action) => Date.parse(at) - Date.parse(action.at) <= rememberedMs);
      actions = [
        ...kept,
        { actionId, ruleId, runId, platform, class: of, command, at, outcome: 'done', undoneAt: null },
      ];
      const made = touchedBy(command).map(
        (touched): PastChange => ({ at, platform: touched, kind: kindOf(command.type), by: 'rule' }),
      );
      changes = [...changes, ...made];
    },
    shifts: () =>
      [...moved].map(([platform, movedMicros]) => ({ platform, movedMicros, netMicros: deltas.get(platform) ?? 0 })),
  };
};
