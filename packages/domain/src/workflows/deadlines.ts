import type { OperationKind } from '@campaigns/contracts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * How long an operation is put off at most, from when it is asked for. Whatever waits holds its run up, and the run holds up
 * whatever else is asked of the orchestration.
 */
const patienceMs: Readonly<Record<OperationKind, number>> = {
  // Platforms count some calls by the day: what is refused at noon is taken the next day. Nothing spends meanwhile.
  'verify-account': day,
  'create-campaign': day,
  'create-ad-group': day,
  'create-ad': day,
  'push-settings': day,
  // Others of the same run are live already, and a pause of them waits until it has ended.
  'activate-campaign': hour,
  // A campaign goes on spending meanwhile: whoever wanted it paused has to hear of it while the working day lasts.
  'pause-campaign': 6 * hour,
  // It is paused, and stays with its owner as an orphan if it cannot be removed.
  'remove-campaign': day,
  // The next sync reads again, in 15 minutes by default.
  'fetch-metrics': hour,
  'read-changes': hour,
  // What is shown goes on meanwhile; whoever wanted another choice looks again.
  'rotate-ads': hour,
};

/** After this instant an operation that was asked for at `at` is not put off any more. */
export const deadlineOf = (kind: OperationKind, at: string): string =>
  new Date(Date.parse(at) + patienceMs[kind]).toISOString();
