import type { ActionClass, OrchestrationId, RuleContent, RuleDocument, RuleId } from '@campaigns/contracts';
import { areOpposite, classOf, rankOf } from './action-class.ts';
import { canBothHold } from './satisfiable.ts';

export type RuleAtWork = Readonly<{
  ruleId: RuleId;
  orchestrationId: OrchestrationId | null;
  enabled: boolean;
  content: RuleContent;
}>;

/** Two rules that may fight: what each would do, and which of both would win. */
export type OverlapWarning = Readonly<{
  ruleId: RuleId;
  name: string;
  own: ActionClass;
  other: ActionClass;
  detail: string;
}>;

const words: Readonly<Record<ActionClass, string>> = {
  safety: 'pause',
  pause: 'pause',
  decrease: 'lower the budget',
  other: 'change',
  increase: 'raise the budget',
  start: 'resume',
  notify: 'tell',
};

const platformsMeet = ({ scope: one }: RuleDocument, { scope: other }: RuleDocument): boolean =>
  one.platforms === undefined ||
  other.platforms === undefined ||
  one.platforms.some((platform) => other.platforms?.includes(platform));

/** A rule in another currency never acts where this one does. */
const currenciesMeet = ({ currency: one }: RuleDocument, { currency: other }: RuleDocument): boolean =>
  one === undefined || other === undefined || one === other;

const scopesMeet = (one: RuleAtWork, other: RuleAtWork): boolean =>
  (one.orchestrationId === null || other.orchestrationId === null || one.orchestrationId === other.orchestrationId) &&
  platformsMeet(one.content.document, other.content.document) &&
  currenciesMeet(one.content.document, other.content.document);

const classesOf = ({ priority, document }: RuleContent): readonly ActionClass[] =>
  document.actions.map((action) => classOf(action, priority));

const opposites = (one: RuleContent, other: RuleContent): readonly (readonly [ActionClass, ActionClass])[] =>
  classesOf(one).flatMap((own) =>
    classesOf(other).flatMap((each) => (areOpposite(own, each) ? [[own, each] as const] : [])),
  );

/**
 * Enabled rules that may want the opposite of what this one wants, of the same entity and at the same time; warned of when that
 * cannot be excluded. At run time the arbiter lets one of both act.
 */
export const overlapWarnings = (rule: RuleAtWork, others: readonly RuleAtWork[]): readonly OverlapWarning[] =>
  others
    .filter(({ ruleId, enabled }) => enabled && ruleId !== rule.ruleId)
    .filter((other) => scopesMeet(rule, other))
    .flatMap((other) => {
      const pairs = opposites(rule.content, other.content);
      if (pairs.length === 0 || !canBothHold(rule.content.document, other.content.document)) return [];
      return pairs.map(([own, each]): OverlapWarning => {
        const first = rankOf(own) < rankOf(each) ? rule.content.name : other.content.name;
        const both = `"${rule.content.name}" may want to ${words[own]} where "${other.content.name}" wants to ${words[each]}`;
        const detail = `${both}; then "${first}" goes first`;
        return { ruleId: other.ruleId, name: other.content.name, own, other: each, detail };
      });
    });
