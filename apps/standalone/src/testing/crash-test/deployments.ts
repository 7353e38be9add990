import {
  hasEnded,
  type OrchestrationDetails,
  orchestrationAnswer,
  templatesAnswer,
  type WorkflowView,
  workflowAnswer,
} from '@campaigns/contracts';
import type { PatientClient } from './patient-client.ts';

/** What the API says of one deployment after its end. */
export type Deployment = Readonly<{
  name: string;
  policy: 'rollback' | 'continue';
  workflow: WorkflowView;
  orchestration: OrchestrationDetails;
}>;

const isOver = ({ status }: WorkflowView): boolean => hasEnded(status);

type Waiting = Readonly<{
  pause: () => Promise<void>;
  /** A deployment that takes longer is left as it is. Default: none does. */
  endWithinMs?: number;
}>;

const deployOne = async (call: PatientClient, templateId: string, number: number, waiting: Waiting) => {
  const { pause, endWithinMs = Number.POSITIVE_INFINITY } = waiting;
  const name = `Crash test ${String(number).padStart(4, '0')}`;
  const policy = number % 2 === 0 ? 'rollback' : 'continue';
  const body = { template_id: templateId, name, total_budget: 3_000, failure_policy: policy };
  const drafted = orchestrationAnswer.parse(await call('POST', '/from-template', body, `draft-${number}`));
  const path = `/${drafted.orchestration.orchestration_id}`;
  const started = workflowAnswer.parse(await call('POST', `${path}/deploy`, {}, `deploy-${number}`));
  const location = `/workflows/${started.workflow.workflow_id}`;
  const deadline = performance.now() + endWithinMs;
  for (;;) {
    const { workflow } = workflowAnswer.parse(await call('GET', location));
    if (isOver(workflow) || performance.now() > deadline) return { name, policy, workflow, path } as const;
    await pause();
  }
};

/** However fast the machine is: not more than this many times what was asked for. */
const longestOverrun = 10;

/**
 * Drafts and deploys that many orchestrations over three platforms, and more while `goOn` says so, `atOnce` at a time, half
 * of them with each failure policy; resolves when the last has ended. What each came to is read at the end, when nothing moves any more.
 */
export const deployMany = async (
  call: PatientClient,
  options: Waiting &
    Readonly<{
      count: number;
      atOnce: number;
      onEnd: (ended: number) => void;
      goOn?: () => boolean;
      /** Number of the first, behind those that the system has seen. Default: 1. */
      first?: number;
    }>,
): Promise<readonly Deployment[]> => {
  const { count, atOnce, onEnd, goOn = () => false, first = 1 } = options;
  const { templates } = templatesAnswer.parse(await call('GET', '/templates?category=conversion'));
  const template = templates.find(({ is_global }) => is_global);
  if (template === undefined) throw new Error('There is no global template to deploy from');
  const ended: Awaited<ReturnType<typeof deployOne>>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count || (goOn() && next < count * longestOverrun)) {
      next += 1;
      ended.push(await deployOne(call, template.template_id, first - 1 + next, options));
      onEnd(ended.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const deployments: Deployment[] = [];
  for (const { name, policy, workflow, path } of ended) {
    const { orchestration } = orchestrationAnswer.parse(await call('GET', path));
    deployments.push({ name, policy, workflow, orchestration });
  }
  return deployments;
};
