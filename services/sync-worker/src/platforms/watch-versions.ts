import { observe } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import { type ApiVersion, apiVersions, daysLeft, type VersionSettings, versionState } from './api-versions.ts';
import { platformMetrics } from './platform-metrics.ts';

type Shown = Readonly<{ version: string; state: string; ends_on?: string; is_estimate?: boolean }>;

const shown = (version: ApiVersion, now: Date): Shown => ({
  version: version.version,
  state: versionState(version, now),
  ...(version.endsOn === undefined ? {} : { ends_on: version.endsOn, is_estimate: version.isEstimate ?? false }),
});

/** The versions that are spoken, for the detail of a service's health. */
export const versionsShown = (settings: VersionSettings, now: Date): Readonly<Record<string, Shown>> =>
  Object.fromEntries(apiVersions(settings).map((version) => [version.platform, shown(version, now)]));

/**
 * Says in a line each which version ends soon or has ended, and measures how long the first of them has. The answer ends
 * it. By the wall clock, also where business time runs faster.
 */
export const watchVersions = (settings: VersionSettings, logger: Logger, now: () => Date): (() => void) => {
  const versions = apiVersions(settings);
  for (const version of versions) {
    const state = versionState(version, now());
    if (state === 'ended') logger.error(version, 'api version has ended');
    if (state === 'ends-soon') logger.warn(version, 'api version ends soon');
  }
  return observe('sync-worker', { versionDaysLeft: platformMetrics.versionDaysLeft }, () => {
    const left = versions.flatMap((version) => daysLeft(version, now()) ?? []);
    return { versionDaysLeft: left.length === 0 ? undefined : Math.min(...left) };
  });
};
