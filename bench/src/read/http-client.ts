import { Agent, get } from 'node:http';

export type Answered = Readonly<{ status: number; bytes: number }>;

/** GET requests over connections that stay open, one per client. */
export const httpClient = (clients: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  return {
    get: (url: string, headers: Readonly<Record<string, string>>): Promise<Answered> =>
      new Promise((resolve, reject) => {
        const request = get(url, { agent, headers }, (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
          response.on('error', reject);
        });
        request.on('error', reject);
      }),
    close: () => agent.destroy(),
  };
};
