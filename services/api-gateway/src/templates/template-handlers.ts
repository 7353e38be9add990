import { globalOrgId, restPrefix, type TemplateEvent, templateId as templateIdSchema } from '@campaigns/contracts';
import type { Template, TemplateCommand } from '@campaigns/domain';
import { etagOf } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding, MakeCommand } from '../commands/deciding.ts';
import { changeableTemplate, requireSystem } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import { contentOf } from './template-content.ts';
import type { TemplateReads } from './template-reads.ts';

type Dependencies = Readonly<{
  templates: Deciding<Template, TemplateCommand, TemplateEvent>;
  reads: TemplateReads;
  back: ReadBack;
}>;

type Ids =
  | 'listTemplates'
  | 'createTemplate'
  | 'getTemplate'
  | 'updateTemplate'
  | 'activateTemplate'
  | 'deactivateTemplate'
  | 'archiveTemplate';

const addressOf = (templateId: string): string => `${restPrefix}/templates/${templateId}`;

export const templateHandlers = ({ templates, reads, back }: Dependencies): HandlersFor<Ids> => {
  const shown = async (orgId: string, templateId: string) => {
    const template = await reads.show(orgId, templateId);
    return { template, headers: { ETag: etagOf(template.revision) } };
  };

  const change = async (
    id: string,
    caller: Caller,
    { context }: CommandSeed,
    make: MakeCommand<Template, TemplateCommand>,
  ) => {
    const owned: MakeCommand<Template, TemplateCommand> = (state) => {
      changeableTemplate(caller, state);
      return make(state);
    };
    // The event belongs to the owner of the template, who is not the caller for a global one.
    const state = changeableTemplate(caller, await templates.stateOf(`template-${id}`));
    const { position } = await templates.handle(`template-${id}`, owned, { ...context, orgId: state.orgId });
    await back.untilReadable(position, addressOf(id));
    const { template, headers } = await shown(caller.orgId, id);
    return { status: 200, headers, body: { success: true as const, template } };
  };

  return {
    listTemplates: async ({ caller, query }) => {
      const { items, nextCursor } = await reads.list(caller, query);
      return { status: 200, body: { success: true, templates: [...items], next_cursor: nextCursor } };
    },
    createTemplate: async ({ caller, body, command }) => {
      const { is_global: isGlobal, ...fields } = body;
      if (isGlobal) requireSystem(caller);
      const templateId = templateIdSchema.parse(command.newId('template'));
      const orgId = isGlobal ? globalOrgId : caller.orgId;
      const content = contentOf(fields);
      const { position } = await templates.handle(
        `template-${templateId}`,
        () => ({ type: 'CreateTemplate', data: { templateId, orgId, isGlobal, content } }),
        { ...command.context, orgId },
      );
      const location = addressOf(templateId);
      await back.untilReadable(position, location);
      const { template, headers } = await shown(caller.orgId, templateId);
      return { status: 201, headers: { ...headers, Location: location }, body: { success: true, template } };
    },
    getTemplate: async ({ caller, params }) => {
      const { template, headers } = await shown(caller.orgId, params.templateId);
      return { status: 200, headers, body: { success: true, template } };
    },
    updateTemplate: ({ caller, params, body, command }) => {
      const templateId = templateIdSchema.parse(params.templateId);
      const content = contentOf(body);
      return change(templateId, caller, command, () => ({ type: 'UpdateTemplate', data: { templateId, content } }));
    },
    activateTemplate: ({ caller, params, command }) => {
      const templateId = templateIdSchema.parse(params.templateId);
      return change(templateId, caller, command, () => ({ type: 'ActivateTemplate', data: { templateId } }));
    },
    deactivateTemplate: ({ caller, params, command }) => {
      const templateId = templateIdSchema.parse(params.templateId);
      return change(templateId, caller, command, () => ({ type: 'DeactivateTemplate', data: { templateId } }));
    },
    archiveTemplate: ({ caller, params, command }) => {
      const templateId = templateIdSchema.parse(params.templateId);
      return change(templateId, caller, command, () => ({ type: 'ArchiveTemplate', data: { templateId } }));
    },
  };
};
