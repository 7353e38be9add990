import { z } from 'zod';

const businessUsage = z.record(
  z.string(),
  z.array(
    z.object({
      call_count: z.number().default(0),
      total_cputime: z.number().default(0),
      total_time: z.number().default(0),
      /** Minutes. */
      estimated_time_to_regain_access: z.number().default(0),
    }),
  ),
);
/** `reset_time_duration` in seconds. */
const accountUsage = z.object({ acc_id_util_pct: z.number(), reset_time_duration: z.number().default(0) });

/** Percent of a limit from which we hold calls back, so as not to run into the block: polling while blocked extends it. */
const nearlyUsedUp = 95;

const parsedHeader = <Schema extends z.ZodType>(
  headers: Headers,
  name: string,
  schema: Schema,
): z.infer<Schema> | undefined => {
  try {
    return schema.safeParse(JSON.parse(headers.get(name) ?? 'null')).data;
  } catch {
    return undefined;
  }
};

const businessWaitMs = (headers: Headers, adAccountId: string, isRefused: boolean): number => {
  const usage = parsedHeader(headers, 'x-business-use-case-usage', businessUsage)?.[adAccountId] ?? [];
  const waits = usage
    .filter((use) => isRefused || Math.max(use.call_count, use.total_cputime, use.total_time) >= nearlyUsedUp)
    .map((use) => use.estimated_time_to_regain_access * 60_000);
  return Math.max(0, ...waits);
};

const accountWaitMs = (headers: Headers, isRefused: boolean): number => {
  const usage = parsedHeader(headers, 'x-ad-account-usage', accountUsage);
  if (usage === undefined) return 0;
  return isRefused || usage.acc_id_util_pct >= nearlyUsedUp ? usage.reset_time_duration * 1000 : 0;
};

/**
 * Milliseconds that Meta's usage headers ask us to keep away from an ad account (id without `act_`); `undefined` for no
 * wait. They come with successes too; `isRefused` says that the call was refused for a rate limit.
 */
export const usageWaitMs = (headers: Headers, adAccountId: string, isRefused: boolean): number | undefined => {
  const ms = businessWaitMs(headers, adAccountId, isRefused) || accountWaitMs(headers, isRefused);
  return ms > 0 ? ms : undefined;
};
