import { type Platform, platform } from '@campaigns/contracts';
import type { PlatformBaseUrls } from './adapters.ts';

/** The last day of a version, `YYYY-MM-DD` in UTC. */
type End = Readonly<{ endsOn: string; isEstimate: boolean }>;

export type ApiVersion = Readonly<{ platform: Platform; version: string }> & Partial<End>;

const announced = (endsOn: string): End => ({ endsOn, isEstimate: false });

const dayMs = 86_400_000;
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const aYearAfter = (date: string): End => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return { endsOn: dateOf(Date.UTC(year + 1, month - 1, day)), isEstimate: true };
};

/**
 * What is known of versions that a platform takes away. Meta and Google announce an end late; their versions have lived
 * for about twelve months after their release.
 */
const ends: Partial<Record<Platform, Readonly<Record<string, End>>>> = {
  meta: {
    'v24.0': announced('2026-10-06'),
    'v25.0': aYearAfter('2026-02-18'),
    'v26.0': aYearAfter('2026-07-29'),
  },
  google: {
    v22: announced('2026-10-07'),
    v24: aYearAfter('2026-04-22'),
    v25: aYearAfter('2026-07-22'),
    v26: aYearAfter('2026-10-14'),
  },
  linkedin: { 202511: announced('2026-11-16'), 202601: announced('2027-01-15') },
};

/** LinkedIn's have ended in the middle of the same month a year later. */
const endOfMonthly = (version: string): End | undefined => {
  const [, year, month] = /^(\d{4})(\d{2})$/.exec(version) ?? [];
  return year === undefined ? undefined : aYearAfter(`${year}-${month}-15`);
};

const knownEnd = (name: Platform, version: string): End | undefined =>
  ends[name]?.[version] ?? (name === 'linkedin' ? endOfMonthly(version) : undefined);

export type VersionSettings = Readonly<{
  baseUrls: PlatformBaseUrls;
  linkedinVersion?: string;
  /** Ends that are known better than here, by platform. */
  versionEnds?: Readonly<Partial<Record<Platform, string>>>;
}>;

/** The versions that are spoken, and when they end; TikTok, X and Snapchat have announced no end of theirs. */
export const apiVersions = ({ baseUrls, linkedinVersion, versionEnds }: VersionSettings): readonly ApiVersion[] =>
  platform.options.map((name) => {
    const inUrl = baseUrls[name].split('/').at(-1) ?? '';
    const version = name === 'linkedin' ? (linkedinVersion ?? '') : inUrl;
    const told = versionEnds?.[name];
    return { platform: name, version, ...(told === undefined ? knownEnd(name, version) : announced(told)) };
  });

/** Whole days until a version has ended, counted like the date it ends on; below zero afterwards. */
export const daysLeft = ({ endsOn }: ApiVersion, now: Date): number | undefined =>
  endsOn === undefined ? undefined : (Date.parse(endsOn) - Date.parse(dateOf(now.getTime()))) / dayMs;

/** So many days before its end a version is warned of: time for a release with the next one. */
export const warnedDays = 60;

export type VersionState = 'ok' | 'ends-soon' | 'ended';

export const versionState = (version: ApiVersion, now: Date): VersionState => {
  const left = daysLeft(version, now);
  if (left === undefined || left > warnedDays) return 'ok';
  return left >= 0 ? 'ends-soon' : 'ended';
};
