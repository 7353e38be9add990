import type { Handled, Subscription } from '../event-feed.ts';
import { LogUnavailable } from '../event-store.ts';
import { defaultBackoffMs } from './backoff.ts';
import type { FeedWindow, Message } from './feed-window.ts';

type Failed = Extract<Handled, { outcome: 'retry' }>;
/** `attempts` counts deliveries; `failures` those that count towards giving up. */
type Tries = { attempts: number; failures: number };

export type DispatcherOptions<M extends Message> = Readonly<{
  subscription: Subscription;
  window: Pick<FeedWindow<M>, 'take' | 'finish' | 'release'>;
  /** Keeps a message that nobody could handle. When it throws, the message is handled again. */
  bury: (message: M, reason: string, attempts: number) => Promise<void>;
  /** A message was handled. When it throws, the message is handled again. */
  settle: (message: M) => Promise<void> | undefined;
  /** The window has moved on: there may be room, and a new checkpoint. */
  onProgress: () => void;
  onFailure: (message: M, attempt: number, cause: unknown) => void;
}>;

export type Dispatcher = Readonly<{
  /** Starts what may run now; call it after the window was given something. */
  pump: () => void;
  /** Starts nothing more and waits for what is in hand. */
  drain: () => Promise<void>;
}>;

// `String` of an error is its name and message, whichever realm it is from.
const reasonOf = (cause: unknown): string => String(cause).slice(0, 2_000);

/** Hands the messages of a window to the subscription's handler: many keys at once, retries apart in time, dead letters. */
export const dispatcher = <M extends Message>(options: DispatcherOptions<M>): Dispatcher => {
  const { subscription, window, bury, settle, onProgress, onFailure } = options;
  const { handle, concurrency = 64, maxAttempts = 8, backoffMs = defaultBackoffMs, onDeadLetter } = subscription;
  const tries = new Map<M, Tries>();
  const timers = new Set<NodeJS.Timeout>();
  let running = 0;
  let draining: (() => void) | undefined;
  let closed = false;

  const attempt = async (message: M, { attempts }: Tries): Promise<Handled> => {
    if (message.unreadable !== undefined) return { outcome: 'reject', reason: message.unreadable };
    try {
      return await handle(message.event, { key: message.key, attempt: attempts });
    } catch (cause) {
      return { outcome: 'retry', cause };
    }
  };

  const finish = (message: M): void => {
    tries.delete(message);
    window.finish(message);
    onProgress();
  };

  const again = (message: M, { attempts }: Tries): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      window.release(message);
      pump();
    }, backoffMs(attempts));
    timers.add(timer);
  };

  const giveUp = async (message: M, reason: string, { attempts }: Tries): Promise<void> => {
    await bury(message, reason, attempts);
    onDeadLetter?.();
  };

  const failed = async (message: M, count: Tries, { cause }: Failed): Promise<void> => {
    onFailure(message, count.attempts, cause);
    if (!(cause instanceof LogUnavailable)) count.failures += 1;
    if (count.failures < maxAttempts) return again(message, count);
    await giveUp(message, reasonOf(cause), count);
    finish(message);
  };

  const conclude = async (message: M, count: Tries): Promise<void> => {
    const handled = await attempt(message, count);
    if (handled.outcome === 'retry') return failed(message, count, handled);
    if (handled.outcome === 'reject') await giveUp(message, handled.reason, count);
    else await settle(message);
    finish(message);
  };

  const run = async (message: M): Promise<void> => {
    const count = tries.get(message) ?? { attempts: 0, failures: 0 };
    count.attempts += 1;
    tries.set(message, count);
    running += 1;
    try {
      await conclude(message, count);
    } catch (error) {
      // Keeping the outcome failed: the message stays unfinished and comes again.
      onFailure(message, count.attempts, error);
      again(message, count);
    }
    running -= 1;
    if (running === 0) draining?.();
    pump();
  };

  const pump = (): void => {
    while (!closed && running < concurrency) {
      const message = window.take();
      if (message === undefined) return;
      void run(message);
    }
  };

  return {
    pump,
    drain: async () => {
      closed = true;
      if (running > 0) {
        await new Promise<void>((resolve) => {
          draining = resolve;
        });
      }
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
