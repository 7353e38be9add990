/**
 * So long ago at most has happened what something is still done about by itself. A consumer that is new reads the log from its
 * beginning, and one that was away goes on where it was: of what lies further back it does nothing. After an outage of a day
 * nothing is lost, also not what a daily look had brought just before it.
 */
const recentHours = 48;

/** Both are ISO instants. */
export const isRecent = (instant: string, now: string): boolean =>
  Date.parse(now) - Date.parse(instant) <= recentHours * 3_600_000;
