import { type AttributionView, toDecimal } from '@campaigns/contracts';
import type { Attribution, PlatformCredit } from '@campaigns/domain';
import type { PlatformReport } from './attribution-reads.ts';

const rounded = (value: number): number => Number(value.toFixed(2));
const ratio = (over: number, under: number): number => (under === 0 ? 0 : rounded(over / under));

const platformView = (
  { platform, touches, conversionsMicros, valueMicros }: PlatformCredit,
  report: PlatformReport | undefined,
): AttributionView['platforms'][number] => {
  const spendMicros = report?.spendMicros ?? 0;
  return {
    ...{ platform, touches, conversions: toDecimal(conversionsMicros), value: toDecimal(valueMicros) },
    ...{ spend: rounded(toDecimal(spendMicros)), roas: ratio(valueMicros, spendMicros) },
    cpa: ratio(spendMicros, conversionsMicros),
    platform_reported: {
      conversions: rounded(toDecimal(report?.conversionsMicros ?? 0)),
      revenue: rounded(toDecimal(report?.revenueMicros ?? 0)),
    },
  };
};

type Part = Readonly<{ conversionsMicros: number; valueMicros: number }>;

const amountsOf = (parts: readonly Part[]) => ({
  conversions: toDecimal(parts.reduce((sum, { conversionsMicros }) => sum + conversionsMicros, 0)),
  value: toDecimal(parts.reduce((sum, { valueMicros }) => sum + valueMicros, 0)),
});

/** Platforms of which there is anything to say, each with its report beside. */
export const attributionView = (
  asked: Pick<AttributionView, 'model' | 'from' | 'to' | 'lookback_days' | 'half_life_days' | 'currency'>,
  { platforms, unattributed, journeys }: Attribution,
  reports: readonly PlatformReport[],
): AttributionView => {
  const reportOf = ({ platform }: PlatformCredit): PlatformReport | undefined =>
    reports.find((report) => report.platform === platform && report.currency === asked.currency);
  const shown = platforms.filter(
    (part) => part.touches > 0 || part.conversionsMicros > 0 || reportOf(part) !== undefined,
  );
  return {
    ...asked,
    journeys: { converted: journeys.converted, without_conversion: journeys.withoutConversion },
    credited: amountsOf(platforms),
    unattributed: amountsOf([unattributed]),
    platforms: shown.map((part) => platformView(part, reportOf(part))),
  };
};
