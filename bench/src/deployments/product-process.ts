import { once } from 'node:events';
import { join } from 'node:path';
import { type Child, type Command, startChild } from '../child.ts';
import type { Memory } from './running-system.ts';

export const root = join(import.meta.dirname, '../../..');

const probe = join(import.meta.dirname, 'memory-probe.ts');

export type ProductProcess = Readonly<{ memory: () => Promise<Memory>; stop: Child['stop'] }>;

/** A process of the product that tells its memory. */
export const startProduct = async ({ args, ...more }: Command): Promise<ProductProcess> => {
  const child = await startChild({ args: ['--expose-gc', '--import', probe, ...args], ...more });
  return {
    stop: child.stop,
    memory: async () => {
      const answer = once(child.process, 'message');
      child.process.send('memory');
      const [memory] = (await answer) as [Memory];
      return memory;
    },
  };
};
