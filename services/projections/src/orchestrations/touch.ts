import type { OrchestrationEvent, RecordedEvent } from '@campaigns/contracts';
import { z } from 'zod';
import type { Statement } from '../statements/statement.ts';

/** What Postgres takes as a time. Checked here because a later event's time would hide a wrong one. */
const instant = z.iso.datetime().refine((value) => !value.startsWith('0000'), 'Postgres knows no year 0');

const text = `update campaign_orchestrations set revision = $2, updated_at = $3,
    last_synced_at = coalesce($4::timestamptz, last_synced_at)
  where orchestration_id = $1`;

/**
 * Brings revision and times up to the event. No other statement changes them, so the orchestration's row is touched once
 * for all its events of one transaction. Throws ZodError for a time that is none.
 */
export const touch = (
  { data, revision, metadata }: RecordedEvent<OrchestrationEvent>,
  syncedAt: string | null = null,
): Statement => {
  const times = [instant.parse(metadata.occurredAt), instant.nullable().parse(syncedAt)];
  return {
    ...{ name: 'orchestration-touch', text, values: [data.orchestrationId, revision, ...times] },
    settles: `orchestration-touch/${data.orchestrationId}`,
    merge: ({ values: [, , , earlier = null] }, later) => ({
      ...later,
      values: [...later.values.slice(0, 3), later.values[3] ?? earlier],
    }),
  };
};
