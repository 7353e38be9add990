import type { OperationError, OperationEvent, RecordedEvent } from '@campaigns/contracts';

/** `lookup` searches for the tag of a campaign whose creation has an unknown outcome; it changes nothing. */
export type Purpose = 'call' | 'lookup';

/** Error code of a deferral by our own call budget, before the platform was asked. */
export const ownLimitCode = 'own-limit';

/** Error code of a deferral because the platform was down, before it was asked. */
export const circuitOpenCode = 'circuit-open';

/** Deferrals of our own making: they say exactly how long, and the platform has refused nothing. */
const ownCodes = new Set([ownLimitCode, circuitOpenCode]);

/** Looks without a find after which the campaign counts as never created. */
export const looksNeeded = 2;

/** Where an operation stands in its tries. */
export type Progress = Readonly<{
  /** What the next (or the open) attempt does. */
  purpose: Purpose;
  /** Calls that count so far: rate limits do not. While a call is open it is counted. */
  attempt: number;
  /** Looks that found nothing since the last call. */
  looks: number;
  /** Rate limits in a row. */
  limited: number;
  /** Look-ups that failed in a row. */
  lookFailures: number;
  /** Whether an earlier try may have had its effect: it was cut off, or nobody knows what came of it. */
  mayHaveActed: boolean;
  /** What made the outcome unknown. */
  suspicion: OperationError | null;
  /** Revision of the latest deferral; whatever triggered us before it is out of date. */
  deferredAt: bigint | null;
}>;

export type Operation =
  | Readonly<{ status: 'new'; progress: Progress }>
  /** An attempt without an outcome: in hand now, or cut off. */
  | Readonly<{ status: 'attempting'; progress: Progress; since: string }>
  | Readonly<{ status: 'deferred'; progress: Progress }>
  | Readonly<{ status: 'settled'; progress: Progress }>;

const untouched: Progress = {
  purpose: 'call',
  attempt: 0,
  looks: 0,
  limited: 0,
  lookFailures: 0,
  mayHaveActed: false,
  suspicion: null,
  deferredAt: null,
};

export const initialOperation: Operation = { status: 'new', progress: untouched };

type Recorded<Type extends OperationEvent['type']> = Omit<RecordedEvent<OperationEvent>, 'type' | 'data'> &
  Extract<OperationEvent, { type: Type }>;

const attempted = ({ status, progress }: Operation, { data, metadata }: Recorded<'OperationAttempted'>): Operation => ({
  status: 'attempting',
  since: metadata.occurredAt,
  progress:
    data.purpose === 'lookup'
      ? { ...progress, purpose: 'lookup', attempt: data.attempt }
      : {
          ...{ ...progress, purpose: 'call', attempt: data.attempt, looks: 0, lookFailures: 0, suspicion: null },
          mayHaveActed: progress.mayHaveActed || status === 'attempting',
        },
});

/** A rate limit or a retry repeats what was being done; an unknown outcome is looked into, and then called again. */
const purposeAfter = (progress: Progress, { reason, looks }: Recorded<'OperationDeferred'>['data']): Purpose => {
  if (reason !== 'unknown-outcome') return progress.purpose;
  return looks < looksNeeded ? 'lookup' : 'call';
};

/** Our own limit says when exactly, so only the platform's refusals make the next fallback wait longer. */
const limitedAfter = ({ limited }: Progress, { reason, error }: Recorded<'OperationDeferred'>['data']): number => {
  if (reason !== 'rate-limit') return 0;
  return ownCodes.has(error.code) ? limited : limited + 1;
};

/** Being held back by our own limit or circuit is no look that went well. */
const lookFailuresAfter = (
  { purpose, lookFailures }: Progress,
  { reason, error }: Recorded<'OperationDeferred'>['data'],
): number => {
  if (reason === 'retry' && purpose === 'lookup') return lookFailures + 1;
  return ownCodes.has(error.code) ? lookFailures : 0;
};

const deferred = ({ progress }: Operation, { data, revision }: Recorded<'OperationDeferred'>): Operation => ({
  status: 'deferred',
  progress: {
    purpose: purposeAfter(progress, data),
    attempt: data.attempt,
    looks: data.looks,
    limited: limitedAfter(progress, data),
    lookFailures: lookFailuresAfter(progress, data),
    suspicion: data.reason === 'unknown-outcome' ? data.error : progress.suspicion,
    mayHaveActed: progress.mayHaveActed || data.error.class === 'unknown-outcome',
    deferredAt: revision,
  },
});

/** Total and silent. Nothing follows the end of an operation. */
export const evolveOperation = (state: Operation, event: RecordedEvent<OperationEvent>): Operation => {
  if (state.status === 'settled') return state;
  switch (event.type) {
    case 'OperationAttempted':
      return attempted(state, event as Recorded<'OperationAttempted'>);
    case 'OperationDeferred':
      return deferred(state, event as Recorded<'OperationDeferred'>);
    case 'OperationDue':
      return state;
    default:
      return { status: 'settled', progress: state.progress };
  }
};

export const operationFrom = (events: readonly RecordedEvent<OperationEvent>[]): Operation =>
  events.reduce(evolveOperation, initialOperation);
