import type { OrchestrationEvent } from '@campaigns/contracts';
import { assertNever, type Decider } from '@campaigns/event-sourcing';
import type { OrchestrationCommand } from './commands.ts';
import { adjustAllocation, changeBudget, reachBudget } from './decide-budget.ts';
import { setBudgetLimits } from './decide-budget-limits.ts';
import { requestCleanUp } from './decide-clean-up.ts';
import { requestDeployment, requestPlan } from './decide-deployment.ts';
import { archive, draft, update } from './decide-draft.ts';
import { endFlight, requestCompletion, requestPause, requestResume } from './decide-life-cycle.ts';
import { requestOptimization } from './decide-optimization.ts';
import { recordProgress } from './decide-progress.ts';
import { requestRotation } from './decide-rotation.ts';
import { cancelSchedule, scheduleOrchestration, startOnSchedule } from './decide-schedule.ts';
import { requestSync } from './decide-sync.ts';
import { recordWorkflowEnd } from './decide-workflow-end.ts';
import { evolve } from './evolve.ts';
import type { Orchestration } from './state.ts';

const decide = (command: OrchestrationCommand, state: Orchestration): readonly OrchestrationEvent[] => {
  switch (command.type) {
    case 'DraftOrchestration':
      return draft(command, state);
    case 'UpdateOrchestration':
      return update(command, state);
    case 'ScheduleOrchestration':
      return scheduleOrchestration(command, state);
    case 'CancelSchedule':
      return cancelSchedule(command, state);
    case 'StartOnSchedule':
      return startOnSchedule(command, state);
    case 'EndFlight':
      return endFlight(command, state);
    case 'ArchiveOrchestration':
      return archive(command, state);
    case 'RequestPlan':
      return requestPlan(command, state);
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
    case 'RequestOptimization':
      return requestOptimization(command, state);
    case 'RequestRotation':
      return requestRotation(command, state);
    case 'RequestCleanUp':
      return requestCleanUp(command, state);
    case 'ChangeBudget':
      return changeBudget(command, state);
    case 'SetBudgetLimits':
      return setBudgetLimits(command, state);
    case 'AdjustAllocation':
      return adjustAllocation(command, state);
    case 'ReachBudget':
      return reachBudget(command, state);
    case 'RecordProgress':
      return recordProgress(command, state);
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
