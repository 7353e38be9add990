import { instants, plain } from '../reads/columns.ts';

export const ruleColumns = `${plain(
  'u',
  'rule_id orchestration_id name rule_type priority trigger document version disabled_by disabled_reason ' +
    'execution_count success_count created_by revision',
)}, u.is_enabled as enabled, ${instants('u', 'last_executed_at created_at updated_at')}`;

/** A row has no currency of its own: amounts are of its orchestration. */
const currencyOf = (alias: string): string =>
  `(select o.currency from read.campaign_orchestrations o where o.orchestration_id = ${alias}.orchestration_id) as currency`;

export const evaluationColumns = `${plain(
  'e',
  'evaluation_id rule_id version run_id orchestration_id platform trigger matched acted hold verdicts',
)}, e.values_seen as values, ${currencyOf('e')}, ${instants('e', 'evaluated_at')}`;

export const actionColumns = `${plain(
  'a',
  'action_id rule_id version run_id orchestration_id platform command outcome problem detail undone_by',
)}, a.action_class as class, ${currencyOf('a')}, ${instants('a', 'acted_at settled_at undone_at')}`;
