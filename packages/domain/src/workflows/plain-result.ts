import type { OperationResult, OperationTask } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';

export type Plain = Readonly<{
  /** What the platform calls the thing that is made; by default its tag. */
  idOf?: (task: Extract<OperationTask, { kind: 'create-campaign' | 'create-ad-group' | 'create-ad' }>) => string;
  currency?: string;
  timeZone?: string;
  /** Days with results, all of them new. */
  days?: number;
  /** Last of them; by default the first that was asked for. */
  until?: string;
}>;

/** What an operation comes to when all goes well and no platform is asked: for measuring and for tests. */
export const plainResult = (task: OperationTask, plain: Plain = {}): OperationResult => {
  const { idOf = ({ tag }) => tag, currency = 'USD', timeZone = 'Etc/UTC', days = 0, until } = plain;
  switch (task.kind) {
    case 'verify-account':
      return { kind: task.kind, currency, timeZone };
    case 'create-campaign':
      return { kind: task.kind, platformCampaignId: idOf(task), adopted: false };
    case 'create-ad-group':
      return { kind: task.kind, platformAdGroupId: idOf(task), adopted: false };
    case 'create-ad':
      return { kind: task.kind, platformAdId: idOf(task), adopted: false };
    case 'push-settings':
      return { kind: task.kind, detected: [], applied: [] };
    case 'fetch-metrics':
      return { kind: task.kind, days, changedDays: days, until: until ?? task.since, detected: [] };
    case 'read-changes':
      return { kind: task.kind, seen: [], detected: [], unseen: [] };
    case 'rotate-ads':
      return { kind: task.kind, shown: task.show, rested: task.rest, refused: [] };
    case 'activate-campaign':
    case 'pause-campaign':
    case 'remove-campaign':
      return { kind: task.kind };
    default:
      return assertNever(task);
  }
};
