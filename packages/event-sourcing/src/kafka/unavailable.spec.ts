import { describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '../event-store.ts';
import { ending, isFenced, isUnavailable, orUnavailable } from './unavailable.ts';

const error = (fields: object, cause?: unknown): Error => Object.assign(new Error('failed', { cause }), fields);

describe('An error of Kafka', () => {
  it.each([
    [error({ name: 'KafkaJSConnectionError' })],
    [error({ name: 'KafkaJSNumberOfRetriesExceeded' })],
    [error({ name: 'KafkaJSProtocolError', type: 'COORDINATOR_NOT_AVAILABLE', retriable: true })],
    [error({ name: 'KafkaJSNonRetriableError', retriable: false }, error({ name: 'KafkaJSRequestTimeoutError' }))],
    [error({ name: 'KafkaJSAggregateError', errors: [error({ type: 'REQUEST_TIMED_OUT', retriable: true })] })],
    [new LogUnavailable('away')],
  ])('says that Kafka is away: %s', (each) => {
    expect(isUnavailable(each)).toBe(true);
  });

  it.each([[error({ name: 'KafkaJSProtocolError', type: 'MESSAGE_TOO_LARGE', retriable: false })], ['text'], [null]])(
    'says something else: %s',
    (each) => {
      expect(isUnavailable(each)).toBe(false);
    },
  );

  it('becomes LogUnavailable with its cause, or stays what it is', async () => {
    const away = error({ name: 'KafkaJSConnectionError' });
    await expect(orUnavailable(() => Promise.reject(away))).rejects.toMatchObject({
      name: 'LogUnavailable',
      cause: away,
    });
    const wrong = error({ name: 'KafkaJSProtocolError', retriable: false });
    await expect(orUnavailable(() => Promise.reject(wrong))).rejects.toBe(wrong);
  });

  it('tells that a newer producer is at work, under the name that the client knows and under the number alone', () => {
    expect(isFenced(error({ type: 'INVALID_PRODUCER_EPOCH' }))).toBe(true);
    expect(isFenced(error({}, { type: 'KAFKAJS_UNKNOWN_ERROR_CODE', message: 'Unknown error code 90' }))).toBe(true);
    expect(isFenced(error({ type: 'CONCURRENT_TRANSACTIONS' }))).toBe(false);
  });

  it('tells so too when the end of a transaction meets that of a newer producer, and stays what it is otherwise', async () => {
    const failing = (fields: object): Promise<unknown> =>
      ending(() => Promise.reject(error(fields))).catch((cause: unknown) => cause);
    const concurrent = { name: 'KafkaJSProtocolError', type: 'CONCURRENT_TRANSACTIONS', retriable: true };
    expect(isFenced(await failing(concurrent))).toBe(true);
    const loading = { name: 'KafkaJSProtocolError', type: 'COORDINATOR_LOAD_IN_PROGRESS', retriable: true };
    expect(await failing(loading)).toMatchObject(loading);
    expect(isFenced(await failing(loading))).toBe(false);
  });
});
