import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { tryLock } from './locks.ts';

/** Tells the active projector to look whether somebody wants its place. */
export const handoverChannel = 'projector_handover';

const pollMs = 20;
const tellAgainMs = 250;

/** The projector did not let go in time, or another rebuild holds the place. */
export class HandoverFailed extends Error {
  override readonly name = 'HandoverFailed';
}

const lockWithin = async (
  client: ClientBase,
  name: 'handover' | 'projector',
  deadline: number,
  remind: () => Promise<unknown>,
): Promise<void> => {
  let remindAt = 0;
  while (!(await tryLock(client, name))) {
    const now = performance.now();
    if (now > deadline) throw new HandoverFailed('The active projector does not let go');
    if (now >= remindAt) {
      await remind();
      remindAt = now + tellAgainMs;
    }
    await sleep(pollMs);
  }
};

/**
 * Takes the projector's place: no projector, active or waiting, writes until the client unlocks `projector` and `handover`
 * or ends. Throws `HandoverFailed` after the timeout.
 */
export const takeOver = async (client: ClientBase, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  await lockWithin(client, 'handover', deadline, async () => {});
  await lockWithin(client, 'projector', deadline, () => client.query(`notify ${handoverChannel}`));
};
