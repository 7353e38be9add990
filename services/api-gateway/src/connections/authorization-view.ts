import type { AuthorizationView } from '@campaigns/contracts';
import type { ExistingAuthorization } from '@campaigns/domain';

const statusOf: Readonly<Record<ExistingAuthorization['status'], AuthorizationView['status']>> = {
  requested: 'preparing',
  prepared: 'waiting',
  answered: 'exchanging',
  granted: 'choose_account',
  failed: 'failed',
  done: 'done',
};

/** So long after the consent page an ad account may be chosen: tokens that nobody needs are not kept longer. */
const chooseWithinMs = 23 * 3_600_000;

export const isTooLateToChoose = ({ asked }: ExistingAuthorization, now: Date): boolean =>
  now.getTime() >= Date.parse(asked.expiresAt) + chooseWithinMs;

const unchosen = { code: 'expired', message: 'No ad account was chosen within a day' };
const expired = { code: 'expired', message: 'The consent page was not answered in time' };

/** Nobody appends that time has passed: an authorization that waits beyond its time has failed. */
const failureOf = (state: ExistingAuthorization, now: Date): AuthorizationView['failure'] => {
  if (state.status === 'failed') return { code: state.failure.code, message: state.failure.message };
  if (state.status === 'granted' && isTooLateToChoose(state, now)) return unchosen;
  const isAwaited = state.status === 'requested' || state.status === 'prepared';
  return isAwaited && now >= new Date(state.asked.expiresAt) ? expired : null;
};

export const authorizationViewOf = (state: ExistingAuthorization, now: Date): AuthorizationView => {
  const { authorizationId, platform, expiresAt } = state.asked;
  const failure = failureOf(state, now);
  const offered = state.status === 'granted' && failure === null ? state.grant.accounts : [];
  return {
    authorization_id: authorizationId,
    platform,
    status: failure === null ? statusOf[state.status] : 'failed',
    expires_at: expiresAt,
    failure,
    accounts: offered.map(({ adAccountId, name, currency, timeZone }) => ({
      ...{ ad_account_id: adAccountId, name, currency, time_zone: timeZone },
    })),
    connection_ids: state.status === 'done' ? state.chosen.map(({ connectionId }) => connectionId) : [],
  };
};
