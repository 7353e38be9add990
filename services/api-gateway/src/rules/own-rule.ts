import type { OrgId } from '@campaigns/contracts';
import type { ExistingRule, Rule } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';

const absent = (): Problem => new Problem('rule-not-found', 'There is no such rule');

/** The rule, if it is the caller's, also when it was removed; else 404, as if there were none. */
export const onceOwnRule = (orgId: OrgId, state: Rule): ExistingRule => {
  if (state.status === 'absent' || state.orgId !== orgId) throw absent();
  return state;
};

/** The rule, if it is the caller's and still there; else 404. */
export const ownRule = (orgId: OrgId, state: Rule): ExistingRule => {
  const rule = onceOwnRule(orgId, state);
  if (rule.status === 'removed') throw absent();
  return rule;
};
