import type { OrchestrationEvent } from '@campaigns/contracts';
import { assertNever, type Decider } from '@campaigns/event-sourcing';
import type { OrchestrationCommand } from './commands.ts';
import { changeBudget, draft } from './decide-draft.ts';
import { requestCompletion, requestDeployment, requestPause, requestResume } from './decide-life-cycle.ts';
import { requestSync } from './decide-sync.ts';
import { recordWorkflowEnd } from './decide-workflow-end.ts';
import { evolve, type Orchestration } from './state.ts';

const decide = (command: OrchestrationCommand, state: Orchestration): readonly OrchestrationEvent[] => {
  switch (command.type) {
    case 'DraftOrchestration':
      return draft(command, state);
    case 'RequestDeployment':
      return requestDeployment(command, state);
    case 'RequestPause':
      return requestPause(command, state);
    case 'RequestResume':
      return requestResume(command, state);
    case 'RequestCompletion':
      return requestCompletion(command, state);
    case 'RequestSync':
      return requestSync(command, state);
    case 'ChangeBudget':
      return changeBudget(command, state);
    case 'RecordWorkflowEnd':
      return recordWorkflowEnd(command, state);
    default:
      return assertNever(command);
  }
};

/** The orchestration: its life cycle, mappings, budget and which run is under way. */
export const orchestrationDecider: Decider<Orchestration, OrchestrationCommand, OrchestrationEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
