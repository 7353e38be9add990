import { parentPort } from 'node:worker_threads';
import { judge } from './judge.ts';

export type Task = Readonly<{ from: number; count: number }>;

parentPort?.on('message', ({ from, count }: Task) => parentPort?.postMessage(judge(from, count)));
