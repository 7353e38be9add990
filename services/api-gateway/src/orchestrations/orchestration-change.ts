import { type OrchestrationEvent, restPrefix } from '@campaigns/contracts';
import type { ExistingOrchestration, Orchestration, OrchestrationCommand } from '@campaigns/domain';
import { RuleViolation } from '@campaigns/event-sourcing';
import { etagOf, Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed } from '../http/operation-handler.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  reads: OrchestrationReads;
  back: ReadBack;
}>;

/** A request that a command about an orchestration is made of. */
export type ChangeRequest = Readonly<{
  params: Readonly<{ orchestrationId: string }>;
  caller: Caller;
  command: CommandSeed;
}>;

export const addressOf = (orchestrationId: string): string => `${restPrefix}/${orchestrationId}`;

export const shownOrchestration = async (reads: OrchestrationReads, orgId: string, id: string) => {
  const { text, revision } = await reads.show(orgId, id);
  return { text, headers: { ETag: etagOf(BigInt(revision)) } };
};

/** Lets a refusal by a rule name the field of the request that it is about. */
export const namingFields = async <Result>(
  fields: Readonly<Record<string, string>>,
  run: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    const pointer = error instanceof RuleViolation ? fields[error.code] : undefined;
    if (pointer === undefined) throw error;
    const { code, message, details } = error as RuleViolation;
    throw new Problem(code as Problem['code'], message, { errors: [{ pointer, detail: message }], details });
  }
};

/** Sends a command about an orchestration of the caller's; answers the events when they can be read. */
export const sendChange = async (
  { orchestrations, back }: Pick<Dependencies, 'orchestrations' | 'back'>,
  { params: { orchestrationId: id }, caller: { orgId }, command }: ChangeRequest,
  make: (state: ExistingOrchestration) => OrchestrationCommand,
): Promise<readonly OrchestrationEvent[]> => {
  const { events, position } = await orchestrations.handle(
    `orchestration-${id}`,
    (state) => make(ownOrchestration(orgId, state)),
    command.context,
  );
  await back.untilReadable(position, addressOf(id));
  return events;
};

/** Sends a command about an orchestration of the caller's, and answers with what has become of it. */
export const orchestrationChange =
  (dependencies: Dependencies) =>
  async (request: ChangeRequest, make: (state: ExistingOrchestration) => OrchestrationCommand) => {
    await sendChange(dependencies, request, make);
    const { params, caller } = request;
    return { status: 200, ...(await shownOrchestration(dependencies.reads, caller.orgId, params.orchestrationId)) };
  };
