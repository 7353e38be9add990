import type { OperationKind, OperatorVerb, Orphan, Platform, StepName } from '@campaigns/contracts';
import type { Recorded } from '../statements/handlers.ts';

/** A line of `execution_log`, readable as it stands. */
export type LogEntry = Readonly<{
  at: string;
  step: StepName | null;
  platform?: Platform;
  status:
    | ('started' | 'requested' | 'succeeded' | 'completed' | 'failed' | 'rolled_back')
    | ('needs_operator' | 'operator' | 'cancelled');
  message: string;
  details?: Readonly<Record<string, unknown>>;
}>;

export const stepLabels: Readonly<Record<StepName, string>> = {
  validate_configuration: 'Validate configuration',
  create_platform_campaigns: 'Create platform campaigns',
  create_ads: 'Create ad groups and ads',
  sync_settings: 'Sync settings',
  activate_campaigns: 'Activate campaigns',
  pause_campaigns: 'Pause campaigns',
  fetch_performance: 'Fetch performance',
  analyze_performance: 'Analyze performance',
  generate_recommendations: 'Generate recommendations',
  apply_optimizations: 'Apply optimizations',
  read_changes: 'Read changes',
  sync_creatives: 'Sync creatives',
  rotate_creatives: 'Rotate creatives',
  roll_back: 'Roll back',
  clean_up: 'Clean up',
};

/** What is left on a platform, as it is shown. */
export const orphanView = ({ platform, platformCampaignId, tag, reason }: Orphan) => ({
  ...{ platform, platform_campaign_id: platformCampaignId, tag, reason },
});

const platformLabels: Readonly<Record<Platform, string>> = {
  meta: 'Meta',
  google: 'Google',
  tiktok: 'TikTok',
  linkedin: 'LinkedIn',
  twitter: 'Twitter',
  snapchat: 'Snapchat',
};

const asked: Readonly<Record<OperationKind, string>> = {
  'verify-account': 'Checking the ad account',
  'create-campaign': 'Creating the campaign',
  'create-ad-group': 'Creating the ad group',
  'create-ad': 'Creating an ad',
  'push-settings': 'Sending the settings',
  'activate-campaign': 'Activating the campaign',
  'pause-campaign': 'Pausing the campaign',
  'remove-campaign': 'Removing the campaign',
  'fetch-metrics': 'Fetching the results',
  'read-changes': 'Looking for changes',
  'rotate-ads': 'Changing which ads are shown',
};

type Settled = Recorded<'OperationSettled'>['data'];
type Succeeded = Extract<Settled['outcome'], Readonly<{ status: 'succeeded' }>>['result'];

const success = (result: Succeeded): Pick<LogEntry, 'message' | 'details'> => {
  switch (result.kind) {
    case 'verify-account':
      return {
        message: 'The ad account is usable',
        details: {
          ...{ currency: result.currency, time_zone: result.timeZone },
          ...(result.plan === undefined ? {} : { plan: result.plan }),
        },
      };
    case 'create-campaign': {
      const details = { platform_campaign_id: result.platformCampaignId };
      return {
        message: result.adopted ? 'The campaign was found as created before' : 'The campaign was created',
        details,
      };
    }
    case 'create-ad-group': {
      const details = { platform_ad_group_id: result.platformAdGroupId };
      return {
        message: result.adopted ? 'The ad group was found as created before' : 'The ad group was created',
        details,
      };
    }
    case 'create-ad': {
      const details = { platform_ad_id: result.platformAdId };
      return { message: result.adopted ? 'The ad was found as created before' : 'The ad was created', details };
    }
    case 'read-changes': {
      const { seen, detected, unseen } = result;
      const message = `${seen.length} objects were looked at, ${detected.length} differences found`;
      return { message, details: { seen, detected, unseen } };
    }
    case 'push-settings': {
      const details = { detected: result.detected, applied: result.applied };
      return { message: `${result.applied.length} of ${result.detected.length} differences were set right`, details };
    }
    case 'rotate-ads': {
      const { shown, rested, refused } = result;
      const message = `${shown.length} ads were shown, ${rested.length} put to rest, ${refused.length} refused`;
      return { message, details: { shown, rested, refused } };
    }
    case 'activate-campaign':
      return { message: 'The campaign is active' };
    case 'pause-campaign':
      return { message: 'The campaign is paused' };
    case 'remove-campaign':
      return { message: 'The campaign was removed' };
    case 'fetch-metrics': {
      const details = { days: result.days, changed_days: result.changedDays, until: result.until };
      return { message: `${result.changedDays} of ${result.days} days were new or restated`, details };
    }
  }
};

export const startedEntry = ({ at, targets }: Recorded<'WorkflowStarted'>['data']): LogEntry => ({
  at,
  step: null,
  status: 'started',
  message: `Started for ${targets.map(({ platform }) => platformLabels[platform]).join(', ')}`,
});

export const stepStartedEntry = ({ at, step }: Recorded<'StepStarted'>['data']): LogEntry => ({
  at,
  step,
  status: 'started',
  message: `${stepLabels[step]}: started`,
});

export const stepCompletedEntry = ({ at, step, failedPlatforms }: Recorded<'StepCompleted'>['data']): LogEntry => ({
  at,
  step,
  status: 'completed',
  message:
    failedPlatforms.length === 0
      ? `${stepLabels[step]}: completed`
      : `${stepLabels[step]}: completed without ${failedPlatforms.map((name) => platformLabels[name]).join(', ')}`,
});

export const stepFailedEntry = ({ at, step, error }: Recorded<'StepFailed'>['data']): LogEntry => ({
  at,
  step,
  status: 'failed',
  message: `${stepLabels[step]}: failed`,
  details: { error },
});

export const requestedEntry = ({ at, step, platform, task }: Recorded<'OperationRequested'>['data']): LogEntry => ({
  at,
  step,
  platform,
  status: 'requested',
  message: `${platformLabels[platform]}: ${asked[task.kind]}`,
});

export const settledEntry = ({ at, step, platform, kind, outcome }: Settled): LogEntry => {
  if (outcome.status === 'failed') {
    const { class: errorClass, code, message } = outcome.error;
    const text = `${platformLabels[platform]}: ${asked[kind]} failed: ${message} (${code})`;
    return { at, step, platform, status: 'failed', message: text, details: { kind, class: errorClass, code } };
  }
  const { message, details } = success(outcome.result);
  return {
    ...{ at, step, platform, status: step === 'roll_back' ? 'rolled_back' : 'succeeded' },
    message: `${platformLabels[platform]}: ${message}`,
    ...(details === undefined ? {} : { details }),
  };
};

export const completedEntry = ({ at }: Recorded<'WorkflowCompleted'>['data']): LogEntry => ({
  at,
  step: null,
  status: 'completed',
  message: 'Completed',
});

export const neededEntry = ({ at, step, reason }: Recorded<'OperatorNeeded'>['data']): LogEntry => ({
  at,
  step,
  status: 'needs_operator',
  message: `Waits for an operator: ${reason}`,
});

const verbs: Readonly<Record<OperatorVerb, string>> = {
  retry: 'Tried again',
  resume: 'Let go on without what failed',
  skip: 'Skipped',
  cancel: 'Cancelled',
};

/** Who said what, and why. */
export const actedEntry = ({ data, metadata }: Recorded<'OperatorActed'>): LogEntry => {
  const { at, verb, step, platform, reason } = data;
  const actor = metadata.actor.id;
  return {
    ...{ at, step, ...(platform === null ? {} : { platform }), status: 'operator' },
    message: `${verbs[verb]} by ${actor}${reason === null ? '' : `: ${reason}`}`,
    details: { verb, actor, reason },
  };
};

const failedMessage = ({ reason, partial, ending }: Recorded<'WorkflowFailed'>['data']): string => {
  if (partial) return `Completed in part: ${reason}`;
  // Of one that was called off the reason says so itself.
  return reason.startsWith('Cancelled') ? reason : `${ending === 'compensated' ? 'Rolled back' : 'Failed'}: ${reason}`;
};

export const failedEntry = (data: Recorded<'WorkflowFailed'>['data']): LogEntry => {
  const { at, ending, orphans = [] } = data;
  return {
    ...{ at, step: null, status: ending === 'cancelled' ? 'cancelled' : 'failed', message: failedMessage(data) },
    ...(orphans.length === 0 ? {} : { details: { orphans: orphans.map(orphanView) } }),
  };
};
