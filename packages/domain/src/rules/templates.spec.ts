import type { DailyMetrics, RuleContent, RuleType } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { evaluateRules } from './evaluate.ts';
import { type RuleTemplateParameters, ruleFromTemplate } from './templates.ts';
import { daysAgo, lastDays, part, rule, snapshot, units } from './testing/samples.ts';
import type { PartSnapshot } from './types.ts';

const acts = <Type extends RuleType>(
  ruleType: Type,
  parameters: RuleTemplateParameters[Type],
  parts: readonly PartSnapshot[],
) => {
  const content: RuleContent = {
    name: ruleType,
    ruleType,
    priority: 'medium',
    document: ruleFromTemplate(ruleType, parameters),
  };
  const { actions } = evaluateRules({ snapshot: snapshot({ parts }), rules: [{ ...rule(1), content }] });
  return actions.map(({ platform, command }) => [platform, command.type]);
};
const meta = (changes: Partial<DailyMetrics>) => [part('meta', { days: lastDays(7, changes) }), part('google')];

describe('the template', () => {
  it('pause_underperforming pauses what costs more for a conversion than it may, or has cost so without any', () => {
    const parameters = { mostCpa: 12, currency: 'USD' };
    expect(acts('pause_underperforming', parameters, meta({ conversionsMicros: units(8) }))).toEqual([
      ['meta', 'pause'],
    ]);
    expect(acts('pause_underperforming', parameters, meta({ conversionsMicros: 0 }))).toEqual([['meta', 'pause']]);
    expect(acts('pause_underperforming', parameters, meta({ conversionsMicros: units(9) }))).toEqual([]);
    expect(acts('pause_underperforming', parameters, meta({ conversionsMicros: 0, spendMicros: units(5) }))).toEqual(
      [],
    );
  });

  it('scale_winners raises what returns more than it must, once there is enough of it', () => {
    const winning = { revenueMicros: units(500) };
    expect(acts('scale_winners', { leastRoas: 5 }, meta(winning))).toEqual([['meta', 'change-budget']]);
    expect(acts('scale_winners', { leastRoas: 5.01 }, meta(winning))).toEqual([]);
    expect(acts('scale_winners', { leastRoas: 5 }, meta({ ...winning, conversionsMicros: units(1) }))).toEqual([]);
  });

  it('budget_reallocation splits the budget anew as soon as there are results', () => {
    expect(acts('budget_reallocation', {}, meta({}))).toEqual([[null, 'optimize']]);
    expect(acts('budget_reallocation', {}, [part('meta', { days: [] }), part('google', { days: [] })])).toEqual([]);
  });

  it('creative_rotation shows something else after so many days', () => {
    const shown = (creativeId: string, days: number) =>
      ({ creativeId, isResting: false, restingSince: null, shownSince: daysAgo(days), fatigue: 'healthy' }) as const;
    const since = (days: number) => [part('meta', { creatives: [shown('a', days), shown('b', days)] })];
    expect(acts('creative_rotation', { everyDays: 7 }, since(7))).toEqual([['meta', 'rotate']]);
    expect(acts('creative_rotation', { everyDays: 7 }, since(6))).toEqual([]);
  });
});
