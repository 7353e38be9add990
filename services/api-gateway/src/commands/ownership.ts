import type { OrgId } from '@campaigns/contracts';
import type { ExistingOrchestration, Orchestration, Template } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';

export type ExistingTemplate = Exclude<Template, { status: 'absent' }>;

/** The orchestration, if it is the caller's; else 404, as if there were none. */
export const ownOrchestration = (orgId: OrgId, state: Orchestration): ExistingOrchestration => {
  if (state.status === 'absent' || state.orgId !== orgId) {
    throw new Problem('orchestration-not-found', 'There is no such orchestration');
  }
  return state;
};

/** The template, if the caller can see it: the organisation's own or a global one; else 404. */
export const visibleTemplate = (orgId: OrgId, state: Template): ExistingTemplate => {
  if (state.status === 'absent' || !(state.isGlobal || state.orgId === orgId)) {
    throw new Problem('template-not-found', 'There is no such template');
  }
  return state;
};

export const requireSystem = ({ role }: Caller): void => {
  if (role === 'system') return;
  throw new Problem('forbidden', 'Global templates need the role system', {
    details: { required_role: 'system', role },
  });
};

/** The template, if the caller may change it: global ones only as `system`. */
export const changeableTemplate = (caller: Caller, state: Template): ExistingTemplate => {
  const template = visibleTemplate(caller.orgId, state);
  if (template.isGlobal) requireSystem(caller);
  return template;
};
