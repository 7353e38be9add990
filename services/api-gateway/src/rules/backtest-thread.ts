import { Worker } from 'node:worker_threads';
import type { BacktestAnswer, BacktestQuestion } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';

/** A thread has a core to itself for seconds. */
const mostAtOnce = 2;

/** Replays in a thread of its own: 90 days of 1,000 platforms take seconds, in which this one answers others. */
export const backtestThread = (): ((question: BacktestQuestion) => Promise<BacktestAnswer>) => {
  let running = 0;
  return async (question) => {
    if (running >= mostAtOnce) {
      throw new Problem('unavailable', `${mostAtOnce} backtests are under way`, { headers: { 'Retry-After': '5' } });
    }
    running += 1;
    try {
      return await new Promise<BacktestAnswer>((resolve, reject) => {
        const worker = new Worker(new URL('./backtest-worker.ts', import.meta.url), { workerData: question });
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`The backtest ended with ${code} and no answer`)));
      });
    } finally {
      running -= 1;
    }
  };
};
