import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { kafkaClient } from './connection.ts';

/** A socket that fails as soon as somebody waits for it, and whether it would hold back what is written. */
const unreachable = () => {
  let isHeldBack = true;
  const socket = new Socket();
  socket.setNoDelay = (noDelay = true) => {
    isHeldBack = !noDelay;
    return socket;
  };
  process.nextTick(() => socket.destroy(new Error('Nobody is there')));
  return { socket, isHeldBack: () => isHeldBack };
};

describe('A connection to Kafka', () => {
  it('holds no request back to send it together with the next', async () => {
    const opened: ReturnType<typeof unreachable>[] = [];
    const connect = (): Socket => {
      const each = unreachable();
      opened.push(each);
      return each.socket;
    };
    const admin = kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'tests', connect }, { retries: 0 }).admin();
    await expect(admin.connect()).rejects.toThrow('Nobody is there');
    expect(opened.map(({ isHeldBack }) => isHeldBack())).toEqual([false]);
  });
});
