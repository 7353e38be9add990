import type { StoredEvent } from '@campaigns/contracts';
import type { DeadLetter, ReadRecord, Topic } from '@campaigns/event-sourcing';
import type { Deployment } from '../../crash-test/deployments.ts';
import { faultsOf } from '../../crash-test/verdict.ts';
import type { SandboxCampaign } from '../../sandbox-control.ts';
import { logFaults } from './log-faults.ts';
import { readTableFaults, type TableRows } from './read-table-faults.ts';
import { topicFaults } from './topic-faults.ts';

/** What is left when everything has come to rest and every process has been told to end. */
export type Remains = Readonly<{
  deployments: readonly Deployment[];
  /** All that are not deleted. */
  campaigns: readonly SandboxCampaign[];
  log: readonly StoredEvent[];
  /** Without what the test has written itself. */
  topics: readonly Readonly<{ topic: Topic; records: readonly ReadRecord[] }>[];
  letters: readonly Pick<DeadLetter, 'group' | 'topic' | 'key' | 'reason'>[];
  /** Events that the read tables could not take in. */
  failedEvents: readonly string[];
  shown: TableRows;
  rebuilt: TableRows;
  /** What had not come to rest in time. */
  restless: readonly string[];
  exits: readonly (readonly [process: string, code: number | null])[];
}>;

/** What is wrong after a chaos test, one line each. */
export const verdict = (remains: Remains): readonly string[] => {
  const { deployments, campaigns, log, topics, letters, failedEvents, shown, rebuilt, restless, exits } = remains;
  return [
    ...restless,
    ...faultsOf(deployments, campaigns),
    ...logFaults(log),
    ...topics.flatMap(({ topic, records }) => topicFaults(log, topic, records)),
    ...letters.map(({ group, topic, key, reason }) => `dead letter of ${group} in ${topic}, key ${key}: ${reason}`),
    ...failedEvents.map((event) => `the read tables could not take in ${event}`),
    ...readTableFaults(shown, rebuilt),
    ...exits.flatMap(([process, code]) => (code === 0 ? [] : [`${process} ended with ${code} when told to`])),
  ];
};
