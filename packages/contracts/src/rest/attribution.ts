import { z } from 'zod';
import { microsOf } from '../money.ts';
import { attributionModel, platform } from '../vocabulary.ts';
import { currency, day, idOf, instantIn, success } from './fields.ts';

/** So many touchpoints are one import, and one event of at most 300 kB. */
export const mostTouchpoints = 1_000;

const common = {
  id: z.string().min(1, 'must not be empty').max(200, 'must have at most 200 characters').meta({
    description: 'Your own id of the touch or conversion; not kept. What comes again under it changes nothing',
  }),
  customer: z
    .string()
    .regex(/^[\da-f]{64}$/i, 'expected a SHA-256 hash in 64 hexadecimal digits, not a name, an address or another id')
    .toLowerCase()
    .meta({
      description:
        'Who it was, as a SHA-256 hash; best an HMAC-SHA-256 with a key of your own. The same for all touches and ' +
        'conversions of a person. It is hashed again with your organisation, and only that is kept',
      example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    }),
  occurred_at: instantIn.refine((instant) => !(Date.parse(instant) < 0), 'must not lie before 1970'),
};

const touch = z
  .strictObject({
    kind: z.literal('touch'),
    ...common,
    platform,
    orchestration_id: idOf('orchestration').optional().meta({ description: 'Whose ad it was, where you know' }),
  })
  .meta({ id: 'Touch', description: 'A person saw or clicked an ad' });

const conversion = z
  .strictObject({
    kind: z.literal('conversion'),
    ...common,
    value: z
      .number({ error: 'expected an amount in currency units, such as 129.9' })
      .min(0, 'must not be negative')
      .max(9_000_000_000, 'must be at most 9,000,000,000'),
    currency,
  })
  .refine(({ value, currency: code }) => microsOf(value, code) !== undefined, {
    error: 'has more decimals than its currency',
    path: ['value'],
  })
  .meta({ id: 'Conversion', description: 'A person did what was wanted' });

const touchpointIn = z.discriminatedUnion('kind', [touch, conversion], {
  error: 'expected the kind touch or conversion',
});
export type TouchpointIn = z.output<typeof touchpointIn>;

export const touchpointsBody = z
  .strictObject({
    touchpoints: z
      .array(touchpointIn)
      .min(1, 'must not be empty')
      .max(mostTouchpoints, `must have at most ${mostTouchpoints} entries`),
  })
  .meta({ id: 'ImportTouchpoints' });

const count = z.int().min(0);

export const touchpointsAnswer = z
  .strictObject({
    success,
    imported: count.meta({ description: 'Touchpoints that were new' }),
    known: count.meta({ description: 'Those whose id was there before, or twice in the request' }),
  })
  .meta({ id: 'ImportTouchpointsAnswer' });

const days = (what: string, otherwise: number) => {
  const error = `expected ${what} from 1 to 90`;
  return z.coerce.number({ error }).int(error).min(1, error).max(90, error).default(otherwise);
};

export const longestPeriodDays = 366;

const dayMs = 86_400_000;
const lengthOf = ({ from, to }: Readonly<{ from?: string | undefined; to?: string | undefined }>): number =>
  from === undefined || to === undefined ? 1 : 1 + (Date.parse(to) - Date.parse(from)) / dayMs;

export const attributionQuery = z
  .strictObject({
    model: attributionModel.default('data_driven').meta({
      description:
        '`first`, `last`: all to that touch. `linear`: to each the same. `time_decay`: half as much to a touch that is a ' +
        'half-life older. `position`: 40 % to the first and the last, 20 % to those between. `data_driven`: Shapley values ' +
        'over the sets of platforms that people met, whether they converted or not',
    }),
    from: day.optional().meta({ description: 'First day; default: 29 days before the last' }),
    to: day.optional().meta({ description: 'Last day, inclusive; default: today' }),
    lookback_days: days('whole days', 30).meta({ description: 'How far a conversion looks back on touches' }),
    half_life_days: days('whole days', 7).meta({ description: 'For `time_decay`' }),
    currency: currency.optional().meta({
      description: 'Of spend and values; needed where the period has several',
    }),
  })
  .refine((query) => lengthOf(query) >= 1, { error: 'must not lie before from', path: ['to'] })
  .refine((query) => lengthOf(query) <= longestPeriodDays, {
    error: `must lie within ${longestPeriodDays} days from from`,
    path: ['to'],
  });
export type AttributionQuery = z.output<typeof attributionQuery>;

const conversions = z.number().meta({ description: 'To the millionth, so that all of them add up exactly' });
const value = z.number().meta({ description: 'To the millionth of a currency unit' });

const platformAttribution = z
  .strictObject({
    platform,
    touches: count.meta({ description: 'Touches in the period' }),
    conversions,
    value,
    spend: z.number(),
    roas: z.number().meta({ description: 'Credited value per unit of spend; 0 without spend' }),
    cpa: z.number().meta({ description: 'Spend per credited conversion; 0 without conversions' }),
    platform_reported: z.strictObject({ conversions: z.number(), revenue: z.number() }).meta({
      description:
        'What the platform claims by its own rules for its campaigns here. Several platforms claim the same conversion: ' +
        'never to be added up with each other, nor with what is credited',
    }),
  })
  .meta({ id: 'PlatformAttribution' });

export const attributionView = z
  .strictObject({
    model: attributionModel,
    from: z.iso
      .date()
      .meta({ description: 'For conversions in UTC, for spend and reports in the zone of each ad account' }),
    to: z.iso.date(),
    lookback_days: count,
    half_life_days: count.nullable().meta({ description: 'Of `time_decay`; else `null`' }),
    currency: currency.nullable().meta({ description: '`null` where the period has neither spend nor conversions' }),
    journeys: z.strictObject({
      converted: count.meta({ description: 'Conversions with at least one touch in the window, in the currency' }),
      without_conversion: count.meta({ description: 'Journeys that led to none; data-driven learns from them' }),
    }),
    credited: z
      .strictObject({ conversions, value })
      .meta({ description: 'Exactly the sum of the platforms, and exactly the conversions with a touch' }),
    unattributed: z
      .strictObject({ conversions, value })
      .meta({ description: 'Conversions without a touch in the window: of nobody here' }),
    platforms: z.array(platformAttribution),
  })
  .meta({ id: 'Attribution' });
export type AttributionView = z.infer<typeof attributionView>;

export const attributionAnswer = z
  .strictObject({ success, attribution: attributionView })
  .meta({ id: 'AttributionAnswer' });
