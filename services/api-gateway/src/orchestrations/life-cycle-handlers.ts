import {
  type OrchestrationEvent,
  orchestrationId as orchestrationIdSchema,
  type ScheduleBody,
  type UpdateBody,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import type { ExistingOrchestration, Orchestration, OrchestrationCommand } from '@campaigns/domain';
import type { Deciding } from '../commands/deciding.ts';
import { ownOrchestration } from '../commands/ownership.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { connectionChooser } from '../connections/choose-connections.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { copyOf } from './copy.ts';
import { addressOf, namingFields, orchestrationChange, shownOrchestration } from './orchestration-change.ts';
import type { OrchestrationReads } from './orchestration-reads.ts';
import { syncWith } from './sync-settings.ts';
import { scheduleWith } from './times.ts';

type Dependencies = Readonly<{
  orchestrations: Deciding<Orchestration, OrchestrationCommand, OrchestrationEvent>;
  chooseConnections: ReturnType<typeof connectionChooser>;
  reads: OrchestrationReads;
  back: ReadBack;
}>;

type Ids =
  | 'updateOrchestration'
  | 'scheduleOrchestration'
  | 'cancelSchedule'
  | 'archiveOrchestration'
  | 'duplicateOrchestration';

const scheduled = ({ schedule }: ExistingOrchestration, body: ScheduleBody, now: string): OrchestrationCommand => {
  const { start, end, duration_days: durationDays, late } = body;
  const about = { now, pointers: { start: '#/start', end: '#/end' } };
  return {
    type: 'ScheduleOrchestration',
    data: { schedule: scheduleWith(schedule, { start, end, durationDays, late }, about), now },
  };
};

const draftPointers = { start: '#/scheduled_start_at', end: '#/scheduled_end_at' };

/** Only what the request names: an update of the dates would be refused where they are fixed. */
const changesIn = (state: ExistingOrchestration, body: UpdateBody, now: string) => {
  const names = Object.keys(body);
  const { scheduled_start_at: start, scheduled_end_at: end, duration_days: durationDays } = body;
  const hasDates = start !== undefined || end !== undefined || durationDays !== undefined;
  return {
    name: body.name,
    description: body.description,
    sync: names.some((name) => name.startsWith('sync_')) ? syncWith(state.sync, body) : undefined,
    failurePolicy: body.failure_policy,
    schedule: hasDates
      ? scheduleWith(state.schedule, { start, end, durationDays }, { now, pointers: draftPointers })
      : undefined,
  };
};

export const lifeCycleHandlers = (dependencies: Dependencies): HandlersFor<Ids> => {
  const { orchestrations, chooseConnections, reads, back } = dependencies;
  const change = orchestrationChange(dependencies);

  return {
    updateOrchestration: (request) =>
      namingFields({ 'schedule-reversed': '#/scheduled_end_at' }, () =>
        change(request, (state) => {
          const { now, newId } = request.command;
          const workflowId = workflowIdSchema.parse(newId('workflow'));
          return { type: 'UpdateOrchestration', data: { ...changesIn(state, request.body, now), workflowId, now } };
        }),
      ),
    scheduleOrchestration: (request) =>
      namingFields({ 'start-required': '#/start', 'start-in-past': '#/start', 'schedule-reversed': '#/end' }, () =>
        change(request, (state) => scheduled(state, request.body, request.command.now)),
      ),
    cancelSchedule: (request) =>
      change(request, () => ({ type: 'CancelSchedule', data: { now: request.command.now } })),
    archiveOrchestration: (request) =>
      change(request, () => ({ type: 'ArchiveOrchestration', data: { now: request.command.now } })),
    duplicateOrchestration: async ({ params, caller: { orgId }, body, command }) => {
      const id = orchestrationIdSchema.parse(command.newId('orchestration'));
      const stream = `orchestration-${id}` as const;
      const location = addressOf(id);
      // A repeat after a crash finds its copy, also when the original or a connection has changed since.
      const before = command.repeatable ? await orchestrations.positionOf(stream) : undefined;
      const append = async () => {
        const original = ownOrchestration(
          orgId,
          await orchestrations.stateOf(`orchestration-${params.orchestrationId}`),
        );
        const chosen = await chooseConnections({
          ...{ orgId, platforms: original.mappings.map(({ platform }) => platform) },
          named: Object.fromEntries(original.mappings.map(({ platform, connectionId }) => [platform, connectionId])),
          currency: original.totalBudget.currency,
        });
        const data = copyOf(original, { orchestrationId: id, body, chosen, now: command.now });
        return (await orchestrations.handle(stream, () => ({ type: 'DraftOrchestration', data }), command.context))
          .position;
      };
      await back.untilReadable(before ?? (await append()), location);
      const { text, headers } = await shownOrchestration(reads, orgId, id);
      return { status: 201, headers: { ...headers, Location: location }, text };
    },
  };
};
