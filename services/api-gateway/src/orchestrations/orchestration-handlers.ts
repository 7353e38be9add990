import {
  type OrchestrationEvent,
  orchestrationId as orchestrationIdSchema,
  restPrefix,
  type TemplateEvent,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import {
  type Orchestration,
  type OrchestrationCommand,
  scaleAllocation,
  type Template,
  type TemplateCommand,
} from '@campaigns/domain';
import { etagOf, Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration, visibleTemplate } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { connectionChooser } from '../connections/choose-connections.ts';
import type { HandlersFor, OperationRequest } from '../http/operation-handler.ts';
import type { WorkflowReads } from '../workflows/workflow-reads.ts';
import { allocationOf, totalOf } from './amounts.ts';
import { chosenPlatforms, draftFrom } from './draft.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  templates: Deciding<Template, TemplateCommand, TemplateEvent>;
  chooseConnections: ReturnType<typeof connectionChooser>;
  reads: OrchestrationReads;
  workflows: WorkflowReads;
  back: ReadBack;
}>;

type Ids =
  | 'createFromTemplate'
  | 'listOrchestrations'
  | 'getOrchestration'
  | 'changeBudget'
  | 'getPerformance'
  | 'listAds';
type CreateRequest = OperationRequest<typeof import('@campaigns/contracts').restOperations['createFromTemplate']>;

const addressOf = (orchestrationId: string): string => `${restPrefix}/${orchestrationId}`;

const pushOf = (events: readonly OrchestrationEvent[]): string | undefined =>
  events.find((event) => event.type === 'SyncRequested')?.data.workflowId;

export const orchestrationHandlers = (dependencies: Dependencies): HandlersFor<Ids> => {
  const { orchestrations, templates, chooseConnections, reads, workflows, back } = dependencies;

  const draftCommand = async (orchestrationId: string, { caller, body, command }: CreateRequest) => {
    const template = visibleTemplate(caller.orgId, await templates.stateOf(`template-${body.template_id}`));
    if (template.status !== 'active') {
      throw new Problem(`template-${template.status}`, `The template is ${template.status}`);
    }
    const platforms = chosenPlatforms(body, template.content);
    const { orgId } = caller;
    const chosen = await chooseConnections({ orgId, platforms, named: body.connections, currency: body.currency });
    const id = orchestrationIdSchema.parse(orchestrationId);
    const { now } = command;
    const isWeighted = template.content.budgetTemplate.distribution === 'performance_weighted';
    const history = isWeighted ? await reads.platformHistory(orgId, chosen.currency, now) : [];
    const data = draftFrom({ orchestrationId: id, orgId, template, body, platforms, chosen, history, now });
    return { type: 'DraftOrchestration', data } as const;
  };

  const shown = async (orgId: string, id: string) => {
    const { text, revision } = await reads.show(orgId, id);
    return { text, headers: { ETag: etagOf(BigInt(revision)) } };
  };

  return {
    createFromTemplate: async (request) => {
      const { caller, command } = request;
      const id = command.newId('orchestration');
      const stream = `orchestration-${id}` as const;
      const location = addressOf(id);
      // A repeat after a crash finds its draft, also when the template or a connection has changed since.
      const before = command.repeatable ? await orchestrations.positionOf(stream) : undefined;
      const append = async () => {
        const draft = await draftCommand(id, request);
        return (await orchestrations.handle(stream, () => draft, command.context)).position;
      };
      await back.untilReadable(before ?? (await append()), location);
      const { text, headers } = await shown(caller.orgId, id);
      return { status: 201, headers: { ...headers, Location: location }, text };
    },
    listOrchestrations: async ({ caller, query }) => {
      const { items, nextCursor } = await reads.list(caller.orgId, query);
      return { status: 200, body: { success: true, orchestrations: [...items], next_cursor: nextCursor } };
    },
    getOrchestration: async ({ caller, params }) => {
      const { text, headers } = await shown(caller.orgId, params.orchestrationId);
      return { status: 200, headers, text };
    },
    changeBudget: async ({ caller, params, body, command }) => {
      const { orchestrationId } = params;
      const workflowId = workflowIdSchema.parse(command.newId('workflow'));
      const { events, position } = await orchestrations.handle(
        `orchestration-${orchestrationId}`,
        (state) => {
          const { mappings, totalBudget: before } = ownOrchestration(caller.orgId, state);
          const totalBudget = totalOf(body.total_budget, before.currency);
          const allocation =
            body.budget_allocation === undefined
              ? scaleAllocation(
                  mappings.map(({ platform, budgetMicros }) => ({ platform, amountMicros: budgetMicros })),
                  totalBudget,
                )
              : allocationOf(body.budget_allocation, before.currency);
          return { type: 'ChangeBudget', data: { totalBudget, allocation, workflowId, now: command.now } };
        },
        command.context,
      );
      await back.untilReadable(position, addressOf(orchestrationId));
      const push = pushOf(events);
      const [orchestration, workflow] = await Promise.all([
        reads.details(caller.orgId, orchestrationId),
        push === undefined ? null : workflows.find(caller.orgId, push),
      ]);
      const headers = { ETag: etagOf(orchestration.revision) };
      return { status: 200, headers, body: { success: true, orchestration, workflow: workflow ?? null } };
    },
    listAds: async ({ caller, params, query }) => {
      const { items, nextCursor } = await reads.ads(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await reads.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, ads: [...items], next_cursor: nextCursor } };
    },
    getPerformance: async ({ caller, params }) => {
      const performance = await reads.performance(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, performance } };
    },
  };
};
