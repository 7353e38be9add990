import { authorizationCodec, connectionCodec, orchestrationCodec, templateCodec } from '@campaigns/contracts';
import { authorizationDecider, connectionDecider, orchestrationDecider, templateDecider } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import type { AuthorizationSlips } from '@campaigns/grant-handover';
import type { Pool } from 'pg';
import { deciding } from './commands/deciding.ts';
import type { Progress } from './commands/progress.ts';
import { readBack } from './commands/read-back.ts';
import { authorizationHandlers, type Connecting } from './connections/authorization-handlers.ts';
import { connectionChooser } from './connections/choose-connections.ts';
import { connectionHandlers } from './connections/connection-handlers.ts';
import { connectionReads } from './connections/connection-reads.ts';
import type { Handlers } from './http/operation-routes.ts';
import { orchestrationHandlers } from './orchestrations/orchestration-handlers.ts';
import { orchestrationReads } from './orchestrations/orchestration-reads.ts';
import { tenantReader } from './reads/tenant-reader.ts';
import { templateHandlers } from './templates/template-handlers.ts';
import { templateReads } from './templates/template-reads.ts';
import { workflowHandlers } from './workflows/workflow-handlers.ts';
import { workflowReads } from './workflows/workflow-reads.ts';

type Dependencies = Readonly<{
  store: EventStore;
  readPool: Pool;
  progress: Progress;
  slips: AuthorizationSlips;
  connecting: Connecting;
}>;

/** A handler for every operation of the contract. */
export const createHandlers = ({ store, readPool, progress, slips, connecting }: Dependencies): Handlers => {
  const read = tenantReader(readPool);
  const back = readBack(progress);
  const templates = deciding(store, templateDecider, templateCodec);
  const connections = deciding(store, connectionDecider, connectionCodec);
  const authorizations = deciding(store, authorizationDecider, authorizationCodec);
  const orchestrations = deciding(store, orchestrationDecider, orchestrationCodec);
  const reads = orchestrationReads(read);
  const workflows = workflowReads(read);
  const accounts = connectionReads(read);
  const chooseConnections = connectionChooser({ connections, reads: accounts });
  return {
    ...templateHandlers({ templates, reads: templateReads(read), back }),
    ...connectionHandlers({ connections, reads: accounts, back }),
    ...authorizationHandlers({ store, authorizations, connections, reads: accounts, slips, back, connecting }),
    ...orchestrationHandlers({ orchestrations, templates, chooseConnections, reads, workflows, back }),
    ...workflowHandlers({ orchestrations, orchestrationReads: reads, reads: workflows, back }),
  };
};
