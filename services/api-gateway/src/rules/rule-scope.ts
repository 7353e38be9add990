import { type OrchestrationId, type OrgId, orchestrationId as orchestrationIdSchema } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';

type Dependencies = Readonly<{
  /** Throws 404 for an orchestration that is not the organisation's. */
  checkOrchestration: (orgId: OrgId, orchestrationId: OrchestrationId) => Promise<void>;
}>;

/**
 * The one orchestration that a rule is to be looked at in; `null` for all that it may be about. Throws 404 for one of others, 422
 * where the rule is about another one.
 */
export const chosenOrchestration = async (
  { checkOrchestration }: Dependencies,
  orgId: OrgId,
  own: OrchestrationId | null,
  asked: string | undefined,
): Promise<OrchestrationId | null> => {
  if (asked === undefined) return own;
  const id = orchestrationIdSchema.parse(asked);
  await checkOrchestration(orgId, id);
  if (own === null || own === id) return id;
  throw new Problem('rule-of-other-orchestration', 'The rule is about another orchestration', {
    details: { orchestrationId: own },
  });
};
