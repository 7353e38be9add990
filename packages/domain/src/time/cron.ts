import { Cron } from 'croner';

export type CronSchedule = Readonly<{
  /** Minute, hour, day of the month, month, day of the week. */
  cron: string;
  /** IANA name of the zone whose clock it goes by. */
  zone: string;
}>;

/** More often than this nothing is scheduled. */
export const leastCronMinutes = 5;

const minuteMs = 60_000;
/** Any day: what is checked is the same in every year. */
const someDay = new Date('2026-01-01T00:00:00.000Z');

const schedule = (cron: string, zone: string): Cron =>
  new Cron(cron, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });

/** The minutes between two times that lie too close together, be it over midnight. */
const tooClose = ([minute, hour]: readonly string[]): number | undefined => {
  const daily = schedule(`${minute} ${hour} * * *`, 'UTC');
  const end = someDay.getTime() + 25 * 60 * minuteMs;
  let last = daily.nextRun(someDay);
  while (last !== null && last.getTime() < end) {
    const next = daily.nextRun(last);
    const minutes = next === null ? leastCronMinutes : (next.getTime() - last.getTime()) / minuteMs;
    if (minutes < leastCronMinutes) return minutes;
    last = next;
  }
  return undefined;
};

/** What is wrong with a cron expression; `undefined` when `nextOnSchedule` takes it. Its zone is checked by `zoneFault`. */
export const cronFault = (cron: string): string | undefined => {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `"${cron}" has not the five fields of a cron expression: minute, hour, day, month, day of the week`;
  }
  try {
    if (schedule(cron, 'UTC').nextRun(someDay) === null) return `"${cron}" is a time that never comes`;
  } catch (error) {
    return `"${cron}" is no cron expression: ${(error as Error).message.replace('CronPattern: ', '')}`;
  }
  const minutes = tooClose(fields);
  if (minutes === undefined) return undefined;
  return `"${cron}" has times ${minutes} minutes apart; at least ${leastCronMinutes} must lie between two`;
};

/**
 * The first time after an instant. Fixed times (no `*` and no step in minute and hour) come once on every day that has
 * them in the calendar: one that clocks leave out comes at the moment at which they are put forward, one that they show
 * twice comes the first time. Everything else goes by the clock as it runs: nothing for what is left out, twice for what
 * is shown twice. Throws for a schedule that has a fault.
 */
export const nextOnSchedule = ({ cron, zone }: CronSchedule, after: string): string => {
  const next = schedule(cron, zone).nextRun(new Date(after));
  if (next === null) throw new RangeError(`"${cron}" is a time that never comes`);
  return next.toISOString();
};
