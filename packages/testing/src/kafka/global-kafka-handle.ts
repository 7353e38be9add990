import type { StartedKafka } from './start-kafka.ts';

// Jest loads setup and teardown as separate module graphs of one process, so a module variable would be lost.
const holder = globalThis as { startedKafka?: StartedKafka };

export const keepForTeardown = (kafka: StartedKafka): void => {
  holder.startedKafka = kafka;
};

export const stopKept = async (): Promise<void> => {
  await holder.startedKafka?.stop();
};
