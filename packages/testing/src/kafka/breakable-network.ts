import { connect as connectTcp, type Socket } from 'node:net';

export type BreakableNetwork = Readonly<{
  /** Opens a connection by way of this network. */
  connect: (address: Readonly<{ host: string; port: number }>) => Socket;
  /** Ends every connection and refuses new ones, to whichever broker. */
  cut: () => void;
  /** Lets connections through again. */
  mend: () => void;
  /** Bytes received so far. */
  received: () => number;
}>;

/** The network of one client of a cluster. A proxy would not do: a Kafka client goes to the addresses that brokers name. */
export const breakableNetwork = (): BreakableNetwork => {
  const sockets = new Set<Socket>();
  let broken = false;
  let received = 0;
  const unreachable = (): Error => Object.assign(new Error('The network is cut'), { code: 'ECONNRESET' });
  return {
    connect: (address) => {
      const socket = connectTcp({ ...address, noDelay: true });
      sockets.add(socket);
      socket.on('data', ({ length }) => {
        received += length;
      });
      socket.on('close', () => sockets.delete(socket));
      if (broken) socket.destroy(unreachable());
      return socket;
    },
    cut: () => {
      broken = true;
      for (const socket of sockets) socket.destroy(unreachable());
    },
    mend: () => {
      broken = false;
    },
    received: () => received,
  };
};
