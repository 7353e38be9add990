import {
  type OrchestrationEvent,
  orchestrationId as orchestrationIdSchema,
  type TemplateEvent,
} from '@campaigns/contracts';
import type { Orchestration, OrchestrationCommand, Template, TemplateCommand } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import { visibleTemplate } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { connectionChooser } from '../connections/choose-connections.ts';
import type { HandlersFor, OperationRequest } from '../http/operation-handler.ts';
import { chosenPlatforms, draftFrom } from './draft.ts';
import { addressOf, shownOrchestration } from './orchestration-change.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  templates: Deciding<Template, TemplateCommand, TemplateEvent>;
  chooseConnections: ReturnType<typeof connectionChooser>;
  reads: OrchestrationReads;
  back: ReadBack;
}>;

type Ids = 'createFromTemplate' | 'listOrchestrations' | 'getOrchestration' | 'listAds';
type CreateRequest = OperationRequest<typeof import('@campaigns/contracts').restOperations['createFromTemplate']>;

export const orchestrationHandlers = (dependencies: Dependencies): HandlersFor<Ids> => {
  const { orchestrations, templates, chooseConnections, reads, back } = dependencies;

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
      const { text, headers } = await shownOrchestration(reads, caller.orgId, id);
      return { status: 201, headers: { ...headers, Location: location }, text };
    },
    listOrchestrations: async ({ caller, query }) => {
      const { items, nextCursor } = await reads.list(caller.orgId, query);
      return { status: 200, body: { success: true, orchestrations: [...items], next_cursor: nextCursor } };
    },
    getOrchestration: async ({ caller, params }) => {
      const { text, headers } = await shownOrchestration(reads, caller.orgId, params.orchestrationId);
      return { status: 200, headers, text };
    },
    listAds: async ({ caller, params, query }) => {
      const { items, nextCursor } = await reads.ads(caller.orgId, params.orchestrationId, query);
      if (items.length === 0) await reads.requireKnown(caller.orgId, params.orchestrationId);
      return { status: 200, body: { success: true, ads: [...items], next_cursor: nextCursor } };
    },
  };
};
