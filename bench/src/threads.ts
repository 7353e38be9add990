import { Worker } from 'node:worker_threads';

/** As many as the smallest machine that the benchmarks are meant for has cores. */
const threads = 2;

/** Gives one thread one task after the other until there are none. Rejects when a task throws. */
const workThrough = <Task, Done>(worker: Worker, tasks: Iterator<Task>, onDone: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const go = (): void => {
      const next = tasks.next();
      if (next.done === true) resolve();
      else worker.postMessage(next.value);
    };
    worker.on('error', reject);
    worker.on('message', (done: Done) => {
      onDone(done);
      go();
    });
    go();
  });

/**
 * Does tasks in threads of a file that answers every message with one. Done are they in any order; which thread had what must
 * not matter.
 */
export const inThreads = async <Task, Done>(
  file: string,
  tasks: Iterable<Task>,
  onDone: (done: Done) => void,
): Promise<void> => {
  const left = tasks[Symbol.iterator]();
  const workers = Array.from({ length: threads }, () => new Worker(file));
  try {
    await Promise.all(workers.map((worker) => workThrough(worker, left, onDone)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};
