import { createRequire } from 'node:module';

/** Of a connection; in `pending` are the requests that wait because the broker throttles, or because too many are on their way. */
export type RequestQueue = { readonly pending: readonly unknown[]; scheduleCheckPendingRequests: () => void };

const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const schedule = prototype.scheduleCheckPendingRequests;

const scheduleWhenSomethingWaits = function (this: RequestQueue): void {
  if (this.pending.length > 0) schedule.call(this);
};

/**
 * Lets the clients of this process look for waiting requests only while there are some; whoever queues one sees to it.
 * Of itself kafkajs 2.2.4 arms that timer after every answer and takes the end of a throttling that never was, -1, for a
 * time: a wait of minus the present time, of which Node warns once per process (`TimeoutNegativeWarning`). There is no
 * option for it, and a filter for the warning would use up what Node says of others' timers.
 */
export const keepThrottleTimerIdle = (): void => {
  prototype.scheduleCheckPendingRequests = scheduleWhenSomethingWaits;
};
