import type { OperationEvent, RecordedEvent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { createTask, sampleContext } from '../testing/operation-samples.ts';
import { circuitOpenCode, operationFrom } from './operation.ts';

const history = (
  ...events: readonly Readonly<{ reason: 'retry' | 'rate-limit'; code: string }>[]
): readonly RecordedEvent<OperationEvent>[] => {
  const at = '2026-12-01T09:00:00.000Z';
  const all: readonly OperationEvent[] = [
    {
      type: 'OperationAttempted',
      data: { ...sampleContext(), attempt: 1, purpose: 'lookup', task: createTask },
    },
    ...events.map(({ reason, code }): OperationEvent => {
      const error = { class: 'transient', code, message: 'Service unavailable' } as const;
      return {
        type: 'OperationDeferred',
        data: { ...sampleContext(), until: at, reason, error, attempt: 1, looks: 0, task: createTask },
      };
    }),
  ];
  return all.map(
    (event, index) =>
      ({ ...event, revision: BigInt(index), metadata: { occurredAt: at } }) as unknown as RecordedEvent<OperationEvent>,
  );
};

describe('The looks for a campaign that fail', () => {
  it('are counted on when the circuit holds one of them back, so that they end', () => {
    const failure = { reason: 'retry', code: 'http-503' } as const;
    const heldBack = { reason: 'rate-limit', code: circuitOpenCode } as const;
    expect(operationFrom(history(failure, failure, heldBack)).progress.lookFailures).toBe(2);
    expect(operationFrom(history(failure, heldBack, failure)).progress.lookFailures).toBe(2);
  });

  it('are counted anew when the platform asked for a wait', () => {
    const limited = { reason: 'rate-limit', code: '17' } as const;
    expect(operationFrom(history({ reason: 'retry', code: 'http-503' }, limited)).progress.lookFailures).toBe(0);
  });
});
