import type { Flight } from '@campaigns/contracts';
import { invalid } from '../platform-error.ts';

/** `2026-12-01 08:00:00`, in UTC. */
const utcText = (instant: number): string => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');

/** TikTok refuses a start in the past, by its own clock and when the request arrives. */
const headStartMs = 5 * 60_000;

/** When an ad group is shown; a flight that has begun goes on in a few minutes. Throws `validation` when it is over. */
export const tiktokSchedule = ({ startAt, endAt }: Flight, now: Date): Readonly<Record<string, string>> => {
  const start = Math.max(Date.parse(startAt), now.getTime() + headStartMs);
  const end = Date.parse(endAt);
  if (end <= start) throw invalid('flight-over', `The flight ended at ${endAt}: TikTok starts no ad group in the past`);
  return {
    schedule_type: 'SCHEDULE_START_END',
    schedule_start_time: utcText(start),
    schedule_end_time: utcText(end),
  };
};
