import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import kafkajs, { type Kafka, type KafkaConfig, type LogEntry, type RetryOptions } from 'kafkajs';
import type { Logger } from 'pino';
import { keepThrottleTimerIdle } from './throttle-timer.ts';

export type KafkaConnection = Readonly<{
  /** `host:port` of some of the brokers. */
  brokers: readonly string[];
  /** Shows in the brokers' logs and quotas. */
  clientId: string;
  /**
   * Stands before the name of every topic and group, so that several systems can share a cluster. Letters, digits, `.`, `_`
   * and `-`; default: nothing.
   */
  namespace?: string;
  /** TLS, with the certificate authorities that Node knows. */
  ssl?: boolean;
  sasl?: Readonly<{ mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }>;
  /** Opens the TCP connection to a broker; for a network of a special kind. */
  connect?: (address: Readonly<{ host: string; port: number }>) => Socket;
  logger?: Logger;
}>;

// Short waits, many times: together some 5 s, after which the caller decides what the outage means.
const defaultRetry: RetryOptions = {
  initialRetryTime: 50,
  multiplier: 2,
  factor: 0.2,
  maxRetryTime: 1_000,
  retries: 8,
};

const keepAliveMs = 30_000;

const socketFactory =
  (open: NonNullable<KafkaConnection['connect']>): NonNullable<KafkaConfig['socketFactory']> =>
  ({ host, port, ssl, onConnect }) => {
    const socket = open({ host, port });
    socket.setKeepAlive(true, keepAliveMs);
    // A request is one write: held back until what went before is acknowledged, it would be up to 40 ms late.
    socket.setNoDelay(true);
    if (ssl) return connectTls({ ...ssl, socket, servername: host }, onConnect);
    socket.once('connect', onConnect);
    return socket;
  };

/** The broker has not written the end of a transaction when the next begins: many times a second under load. */
const isTooSoon = (said: string): boolean => said.includes('concurrent operation on the same transaction');

/** The client calls an error what it goes on to repeat; what it gives up on reaches the caller anyway. */
const logTo =
  (logger: Logger) =>
  ({ level, namespace, log }: LogEntry): void => {
    const { message, timestamp: _, logger: __, ...facts } = log;
    const isHarmless = isTooSoon(`${message} ${facts['error']}`);
    const line = level === kafkajs.logLevel.ERROR && !isHarmless ? 'warn' : 'debug';
    logger[line]({ kafka: { part: namespace, said: message, ...facts } }, 'kafka client');
  };

/** A client of the cluster; opens no connection yet. */
export const kafkaClient = (connection: KafkaConnection, retry: RetryOptions = defaultRetry): Kafka => {
  const { brokers, clientId, ssl = false, sasl, connect = connectTcp, logger } = connection;
  keepThrottleTimerIdle();
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ssl,
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as NonNullable<KafkaConfig['sasl']> }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry,
    socketFactory: socketFactory(connect),
    ...(logger === undefined
      ? { logLevel: kafkajs.logLevel.NOTHING }
      : { logLevel: kafkajs.logLevel.WARN, logCreator: () => logTo(logger) }),
  });
};
