import { z } from 'zod';
import { conflictPolicy, latePolicy, syncField, syncStrategy } from '../vocabulary.ts';
import { instantIn } from './fields.ts';

export const wallClockView = z
  .strictObject({
    local: z.string().max(40).meta({ description: 'Date and time as a clock on the wall there shows them' }),
    zone: z.string().max(100).meta({ description: 'IANA name of a time zone' }),
  })
  .meta({ id: 'WallClock', example: { local: '2026-11-27T00:00', zone: 'Europe/Berlin' } });

/** An instant, or a time on a clock; which instant that is, the zone says. */
export const timeIn = z
  .union([instantIn, wallClockView], {
    error:
      'expected an instant such as "2026-11-27T00:00:00Z", or a local time and its zone: ' +
      '{"local": "2026-11-27T00:00", "zone": "Europe/Berlin"}',
  })
  .meta({
    id: 'Time',
    description:
      'An instant, or a local time in a zone. A local time that clocks leave out when they are put forward is moved on by as ' +
      'much as they are; of one that they show twice it is the first.',
  });
export type TimeIn = z.output<typeof timeIn>;

export const flightDays = z.int().min(1).max(3_650).optional();

type EndOrDuration = Readonly<{ end?: unknown; duration_days?: unknown }>;
const hasOneEnd = ({ end, duration_days }: EndOrDuration): boolean => end === undefined || duration_days === undefined;

export const scheduleBody = z
  .strictObject({
    start: timeIn.optional().meta({ description: 'Default: the start that the orchestration was drafted with' }),
    end: timeIn.optional().meta({ description: 'Default: the end that it was drafted with, if there is one' }),
    duration_days: flightDays.meta({ description: 'Length of a flight without an end; takes the place of an end' }),
    late: latePolicy.optional().meta({
      description:
        'What happens when nobody could start it within 15 minutes: `run` starts it then, `skip` makes it a draft again, ' +
        '`ask` leaves it scheduled until a person decides. Default: as before, at first `run`',
    }),
  })
  .refine(hasOneEnd, { error: 'cannot be given together with end', path: ['duration_days'] })
  .default({})
  .meta({
    description: 'Optional',
    example: { start: { local: '2026-11-27T00:00', zone: 'Europe/Berlin' }, duration_days: 4, late: 'ask' },
  });
export type ScheduleBody = z.output<typeof scheduleBody>;

export const syncPolicyView = z.partialRecord(syncField, conflictPolicy);

/** How a request says when an orchestration is synchronised, and what happens to differences. */
export const syncFields = {
  sync_strategy: syncStrategy.optional().meta({
    description: 'Default: `scheduled` with a cron expression, `auto` with a frequency',
  }),
  sync_frequency_minutes: z.int().min(1).max(10_080).optional().meta({ description: 'Default 15' }),
  sync_cron: z.string().max(100).optional().meta({
    description: 'Five fields, for the strategy `scheduled`; at least 5 minutes apart',
    example: '0 6 * * 1-5',
  }),
  sync_zone: z.string().max(100).optional().meta({ description: 'In which `sync_cron` is read; default UTC' }),
  sync_policy: syncPolicyView.optional().meta({
    description:
      'What happens to a difference that somebody made on a platform, by field: `ours` is brought back, `theirs` taken over, ' +
      'it is only reported, or neither side touches it (`freeze`). Default `ours`',
  }),
};
const syncRequest = z.object(syncFields);
export type SyncFields = z.output<typeof syncRequest>;
