import type { ConnectionEvent } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { connectionDecider } from '../connections/connection.ts';
import { cleared, type Signal } from './signal.ts';

const lastOf = <Type extends ConnectionEvent['type']>(history: readonly ConnectionEvent[], ...types: readonly Type[]) =>
  history.findLastIndex(({ type }) => (types as readonly string[]).includes(type));

/** What the history of a connection says about its access. */
export const connectionSignals = (history: readonly ConnectionEvent[]): readonly Signal[] => {
  const state = fold(connectionDecider, history);
  if (state.status === 'absent') return [];
  const { connectionId, platform, name, isDisconnected = false } = state;
  const subject = { connectionId, platform };
  const isSuspended = state.status === 'suspended' && !isDisconnected;
  const suspended = history[lastOf(history, 'ConnectionSuspended')];
  const warnedAt = lastOf(history, 'ConnectionExpiring');
  const warning = history[warnedAt];
  const isWarned = warnedAt > lastOf(history, 'ConnectionAuthorized', 'ConnectionDisconnected');
  return [
    isSuspended && suspended?.type === 'ConnectionSuspended'
      ? {
          ...{ kind: 'connection_suspended', severity: 'critical', subject, verdict: 'open', threshold: null },
          values: { name, reason: suspended.data.reason, platform_message: suspended.data.message.slice(0, 500) },
          message: `${platform} refuses the connection “${name}”: ${suspended.data.reason}`,
          basis: null,
        }
      : cleared('connection_suspended', subject),
    isWarned && state.status === 'active' && warning?.type === 'ConnectionExpiring'
      ? {
          ...{ kind: 'connection_expiring', severity: 'warning', subject, verdict: 'open', threshold: null },
          values: { name, ends_at: warning.data.endsAt },
          message: `The access of the connection “${name}” to ${platform} ends at ${warning.data.endsAt}`,
          basis: warning.data.endsAt,
        }
      : cleared('connection_expiring', subject),
  ];
};
