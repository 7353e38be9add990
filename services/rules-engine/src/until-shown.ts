import type { StoredEvent } from '@campaigns/contracts';
import { LogUnavailable } from '@campaigns/event-sourcing';
import type { ProjectionProgress } from '@campaigns/read-progress';

/** Read tables that are further behind are waited for by trying again. */
const patienceMs = 10_000;

/** Resolves when the read tables show an event, and so at least what has led to it. Throws `LogUnavailable`. */
export const untilShown = async (
  progress: Pick<ProjectionProgress, 'waitFor'>,
  { position }: Pick<StoredEvent, 'position'>,
): Promise<void> => {
  if (!(await progress.waitFor(position, patienceMs))) throw new LogUnavailable('The read tables are behind');
};
