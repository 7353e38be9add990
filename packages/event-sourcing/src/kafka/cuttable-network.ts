import { connect as connectTcp, type Socket } from 'node:net';
import type { KafkaConnection } from './connection.ts';

type Connect = NonNullable<KafkaConnection['connect']>;

export type CuttableNetwork = Readonly<{
  connect: Connect;
  /** Ends every connection and opens no more, for good. */
  cut: () => void;
}>;

/** A network that can be taken from a client: its own way of repeating what has failed cannot be stopped otherwise. */
export const cuttableNetwork = (connect: Connect = connectTcp): CuttableNetwork => {
  const sockets = new Set<Socket>();
  let isCut = false;
  const gone = (): Error => new Error('The network was taken from this client');
  return {
    connect: (address) => {
      if (isCut) throw gone();
      const socket = connect(address);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy(gone());
    },
  };
};
