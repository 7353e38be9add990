import type { AdRef, OperationError, OperationResult } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { WorkflowEventOf } from './input.ts';
import type { AskedOperation, PlatformRun, Run } from './run.ts';

const withPlatform = (run: Run, { mappingId }: AskedOperation, change: Partial<PlatformRun>): Run => ({
  ...run,
  platforms: run.platforms.map((platform) =>
    platform.target.mappingId === mappingId ? { ...platform, ...change } : platform,
  ),
});

const withFailure = (run: Run, { step, mappingId }: AskedOperation, error: string): Run => ({
  ...run,
  failures: [...run.failures, { step, mappingId, error }],
});

const verified = (run: Run, operation: AskedOperation, accountCurrency: string): Run => {
  const expected = run.platforms.find(({ target }) => target.mappingId === operation.mappingId)?.target.budget.currency;
  if (expected === undefined || accountCurrency === expected) return run;
  const error = `The ad account is kept in ${accountCurrency}, the budget in ${expected}`;
  return withFailure(run, operation, error);
};

const withAd = (run: Run, operation: AskedOperation, platformAdId: string): Run => {
  const { mappingId, creativeId, tag } = operation;
  const platform = run.platforms.find(({ target }) => target.mappingId === mappingId);
  if (platform === undefined || creativeId === null || tag === null) return run;
  const ad: AdRef = { creativeId, platformAdId, tag };
  return withPlatform(run, operation, { ads: [...platform.ads, ad] });
};

const removed = (run: Run, operation: AskedOperation): Run => {
  const gone = run.platforms.find(({ target }) => target.mappingId === operation.mappingId);
  if (gone === undefined || gone.platformCampaignId === null) return run;
  const { platformCampaignId, target } = gone;
  return withPlatform(
    {
      ...run,
      removed: [...run.removed, { platform: target.platform, platformCampaignId }],
      // That it could not be paused before it was removed does not matter any more.
      failures: run.failures.filter(
        ({ step, mappingId }) =>
          mappingId !== operation.mappingId || (step !== operation.step && run.started.steps.includes(step)),
      ),
    },
    operation,
    { status: 'pending', platformCampaignId: null, tag: null, adGroup: undefined, ads: [] },
  );
};

const wantedAs = { show: 'shown', rest: 'rested' } as const;

/** The ads as they are now; what the platform refused is told. */
const rotated = (
  run: Run,
  operation: AskedOperation,
  { shown, rested, refused }: Extract<OperationResult, { kind: 'rotate-ads' }>,
): Run => {
  const ads = run.platforms
    .find(({ target }) => target.mappingId === operation.mappingId)
    ?.ads.map(({ resting, ...ad }): AdRef => {
      const rests = rested.includes(ad.platformAdId) || (resting === true && !shown.includes(ad.platformAdId));
      return rests ? { ...ad, resting: true } : ad;
    });
  const after = ads === undefined ? run : withPlatform(run, operation, { ads });
  const texts = refused.map(
    ({ platformAdId, wanted, message }) => `Ad ${platformAdId} could not be ${wantedAs[wanted]}: ${message}`,
  );
  return texts.length === 0 ? after : withFailure(after, operation, texts.join('; '));
};

const withResult = (run: Run, operation: AskedOperation, result: OperationResult): Run => {
  switch (result.kind) {
    case 'verify-account':
      return verified(withPlatform(run, operation, { plan: result.plan }), operation, result.currency);
    case 'create-campaign':
      return withPlatform({ ...run, created: [...run.created, operation.mappingId] }, operation, {
        status: 'paused',
        platformCampaignId: result.platformCampaignId,
        tag: operation.tag,
      });
    case 'create-ad-group': {
      const { platformAdGroupId } = result;
      return withPlatform(run, operation, { adGroup: { platformAdGroupId, tag: operation.tag ?? '' } });
    }
    case 'create-ad':
      return withAd(run, operation, result.platformAdId);
    case 'activate-campaign':
      return withPlatform(run, operation, { status: 'active' });
    case 'pause-campaign':
      return withPlatform(run, operation, { status: 'paused' });
    case 'remove-campaign':
      return removed(run, operation);
    case 'rotate-ads':
      return rotated(run, operation, result);
    case 'fetch-metrics':
      return withPlatform(run, operation, { totals: result.totals });
    case 'push-settings':
    case 'read-changes':
      return withPlatform(run, operation, { adopted: result.adopted, fields: result.fields });
    default:
      return assertNever(result);
  }
};

const textOf = ({ message, code }: OperationError): string => (code === '' ? message : `${message} (${code})`);

/** A failure that says nothing about whether it was done. */
const isUnclear = ({ class: errorClass }: OperationError, { kind }: AskedOperation): boolean =>
  errorClass === 'unknown-outcome' || (kind === 'activate-campaign' && errorClass === 'transient');

const withError = (run: Run, operation: AskedOperation, error: OperationError): Run => {
  // What stood under the campaign may be gone already: a later deployment looks for it by its tags.
  if (operation.kind === 'remove-campaign') {
    return withPlatform(withFailure(run, operation, textOf(error)), operation, { adGroup: undefined, ads: [] });
  }
  if (!isUnclear(error, operation)) return withFailure(run, operation, textOf(error));
  switch (operation.kind) {
    // It may exist; the tag stays, so that a person can look for it.
    case 'create-campaign': {
      const text = `A campaign marked ${operation.tag} may exist on the platform: ${textOf(error)}`;
      return withPlatform(withFailure(run, operation, text), operation, { tag: operation.tag });
    }
    // Under a paused campaign they spend nothing, and the next deployment looks for their tags.
    case 'create-ad-group':
      return withFailure(run, operation, `An ad group marked ${operation.tag} may exist: ${textOf(error)}`);
    case 'create-ad':
      return withFailure(run, operation, `An ad marked ${operation.tag} may exist: ${textOf(error)}`);
    // It may spend: better to pause what is paused than to leave running what nobody knows of.
    case 'activate-campaign':
      return withPlatform(withFailure(run, operation, textOf(error)), operation, { status: 'active' });
    default:
      return withFailure(run, operation, textOf(error));
  }
};

type Outcome = WorkflowEventOf<'OperationSettled'>['data']['outcome'];

const cameTo = (outcome: Outcome, operation: AskedOperation): AskedOperation['outcome'] => {
  if (outcome.status === 'succeeded') return 'succeeded';
  return isUnclear(outcome.error, operation) ? 'unclear' : 'failed';
};

/** The run after it heard of an operation's end. An operation that it never asked for, or heard of before, changes nothing. */
export const withOutcome = (run: Run, { operationId, outcome }: WorkflowEventOf<'OperationSettled'>['data']): Run => {
  const operation = run.operations[operationId];
  if (operation === undefined || operation.outcome !== 'open') return run;
  const settled: Run = {
    ...run,
    open: run.open - 1,
    operations: { ...run.operations, [operationId]: { ...operation, outcome: cameTo(outcome, operation) } },
  };
  return outcome.status === 'succeeded'
    ? withResult(settled, operation, outcome.result)
    : withError(settled, operation, outcome.error);
};
