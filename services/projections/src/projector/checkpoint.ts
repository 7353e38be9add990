import type { After } from '@campaigns/event-sourcing';
import { beforeStart } from '@campaigns/read-progress';
import { statement } from '../statements/statement.ts';

export const asAfter = (position: bigint): After => (position === beforeStart ? 'start' : position);

/** Fails, and with it its transaction, when the checkpoint is not where the caller last saw it. Tells those who wait. */
export const advance = statement('checkpoint-advance', 'select read_meta.advance($1, $2, $3)');
