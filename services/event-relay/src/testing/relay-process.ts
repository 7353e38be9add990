import { connect as connectTcp, type Socket } from 'node:net';
import type { KafkaConnection } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { pino } from 'pino';
import { createRelay } from '../relay.ts';
import { relayOn } from './relay-on-kafka.ts';
import { fillLog } from './sample-log.ts';

/**
 * A relay in a process of its own, which is killed as by `kill -9` in the middle of a transaction: when everything in it is
 * sent and only the commit is not. Tells its parent what it has done; begins to publish when the parent says so.
 */

export type ToRelayProcess = Readonly<{ events: number; brokers: readonly string[]; namespace: string }>;
export type FromRelayProcess =
  | Readonly<{ kind: 'claimed' }>
  | Readonly<{ kind: 'published'; position: string }>
  | Readonly<{ kind: 'dying' }>;

/** The number of the request that ends a transaction, in the protocol of Kafka. */
const endOfTransaction = 26;
const transactionsBeforeDeath = 3;

const tell = (message: FromRelayProcess): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

let published = 0;

/** A connection that does not let the end of the last transaction through, but ends this process. */
const deadly: NonNullable<KafkaConnection['connect']> = (address): Socket => {
  const socket = connectTcp({ ...address, noDelay: true });
  const write = socket.write.bind(socket) as (bytes: Buffer, encoding: BufferEncoding) => boolean;
  const orDie = (bytes: Buffer, encoding: BufferEncoding): boolean => {
    // Four bytes of length, then the number of the request.
    const isEnd = bytes.length > 6 && bytes.readInt16BE(4) === endOfTransaction;
    if (!isEnd || published < transactionsBeforeDeath) return write(bytes, encoding);
    void tell({ kind: 'dying' }).then(() => process.kill(process.pid, 'SIGKILL'));
    return true;
  };
  socket.write = orDie as Socket['write'];
  return socket;
};

const run = async ({ events, brokers, namespace }: ToRelayProcess): Promise<void> => {
  const store = inMemoryEventStore();
  await fillLog(store, events);
  const { publisher, leadership } = relayOn({ brokers, namespace, clientId: 'doomed', connect: deadly });
  const toldToGo = new Promise((resolve) => process.once('message', resolve));
  createRelay({
    ...{ store, leadership, logger: pino({ level: 'silent' }), batchLimit: 500, pageLimit: 500 },
    publisher: {
      claim: async (signal) => {
        const position = await publisher.claim(signal);
        await tell({ kind: 'claimed' });
        return position;
      },
      publish: async (batch) => {
        await toldToGo;
        const answer = await publisher.publish(batch);
        published += 1;
        await tell({ kind: 'published', position: String(batch.at(-1)?.position) });
        return answer;
      },
    },
  });
};

// A parent that is gone cannot end this process any more.
process.once('disconnect', () => process.exit());
process.once('message', (message) => void run(message as ToRelayProcess));
