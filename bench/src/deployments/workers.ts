import type { Setting } from '../benchmark.ts';
import { comparisonOf } from '../measure/comparison.ts';
import { median } from '../measure/statistics.ts';
import type { Figure } from '../report/figure.ts';
import type { MeasuredSystem } from './measured-system.ts';
import type { Sandbox } from './sandbox.ts';
import type { SeparateProcesses } from './separate-processes.ts';

const workerCounts = [1, 2, 4] as const;
type WorkerCount = (typeof workerCounts)[number];

/** One worker has 64 operations in hand: so slow are the platforms that this, not the machine's two cores, is what holds it. */
const answerMs = 2_000;
/** Three operations of each at a time: half as many again as four workers can have in hand. */
const underWay = 128;

/** Deployments per second with more and more sync-workers, on platforms that take their time. */
export const workerFigures = async (
  { system, deploy }: MeasuredSystem<SeparateProcesses>,
  sandbox: Sandbox,
  { quick, say }: Pick<Setting, 'quick' | 'say'>,
): Promise<readonly Figure[]> => {
  const rounds = quick ? 1 : 2;
  await sandbox.answerAfter(answerMs);
  const measured: Record<WorkerCount, number>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const perSecond = { 1: 0, 2: 0, 4: 0 };
    for (const count of round % 2 === 1 ? workerCounts : workerCounts.toReversed()) {
      say(`round ${round} of ${rounds}, sync-workers: ${count}`);
      await system.haveWorkers(count);
      // The group shares its partitions out anew: done when these are.
      await deploy(24, 24);
      perSecond[count] = (await deploy(underWay, underWay)).perSecond;
    }
    measured.push(perSecond);
  }
  await sandbox.answerAfter(0);

  return workerCounts.map((count): Figure => {
    const name = `platforms that take 2 s, sync-workers: ${count}`;
    const unit = 'deployments/s';
    if (count === 1) return { name, value: median(measured.map((each) => each[1])), unit };
    const { value, limit, ratio, spread } = comparisonOf(
      measured.map((each) => ({ ours: each[count], theirs: each[1] })),
    );
    return { name, value, unit, limit: { name: 'with one sync-worker', value: limit }, ratio, spread };
  });
};
