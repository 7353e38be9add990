import type { AlertId, AlertKind, AlertSeverity, AlertSubject, AlertValues, OrgId } from '@campaigns/contracts';
import { canonicalJson, derivedId } from '@campaigns/event-sourcing';

/**
 * What a look came to. `hold`: neither; what is open stays open, and what is not does not open. So it is between the value
 * that opens an alert and the one that resolves it, and where too little is known.
 */
export type Verdict = 'open' | 'clear' | 'hold';

/** One look at one thing that an alert can be about. */
export type Signal = Readonly<{
  kind: AlertKind;
  severity: AlertSeverity;
  subject: AlertSubject;
  verdict: Verdict;
  threshold: number | null;
  values: AlertValues;
  message: string;
  /** See `AlertOpened`. */
  basis: string | null;
}>;

/** Same organisation, kind and subject, same alert. */
export const alertIdOf = (orgId: OrgId, { kind, subject }: Pick<Signal, 'kind' | 'subject'>): AlertId =>
  derivedId('alert', orgId, kind, canonicalJson(subject)) as AlertId;

/** Each kind has its part of the runbook. */
export const runbookOf = (kind: AlertKind): string => `runbooks/alerts.md#${kind.replaceAll('_', '-')}`;

/** What clears needs to say no more than what it is about. */
export const cleared = (kind: AlertKind, subject: AlertSubject): Signal => ({
  ...{ kind, subject, severity: 'info', verdict: 'clear', threshold: null, values: {}, message: '', basis: null },
});
