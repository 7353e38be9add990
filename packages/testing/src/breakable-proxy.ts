import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type BreakableProxy = Readonly<{
  /** The url given, by way of the proxy. */
  url: string;
  /** Ends every connection and refuses new ones, as when the server is gone. */
  cut: () => Promise<void>;
  /** Lets connections through again, on the same port. */
  mend: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** A TCP proxy on 127.0.0.1 in front of the server of a url: takes a dependency away from one client alone. */
export const startBreakableProxy = async (url: string): Promise<BreakableProxy> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    // A broken connection is what the proxy is for; the client sees it on its own side.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port || 5432), noDelay: true });
    track(client);
    track(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });

  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port');
    return address.port;
  };
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const port = await listen(0);
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = `${port}`;
  return { url: own.href, cut, mend: async () => void (await listen(port)), close: cut };
};
