import type { OperationId } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import {
  type Asked,
  deployment,
  failed,
  openIn,
  play,
  react,
  request,
  runId,
  succeeded,
} from './testing/scripted-run.ts';
import { campaignWorkflow } from './workflow.ts';

const { given } = specFor(campaignWorkflow);
const begun = react([], deployment('rollback'));
const [meta, google] = openIn(begun) as readonly [Asked, Asked, Asked];
const ended = play(deployment('rollback'));

describe('A run', () => {
  it('does nothing when its request comes again', () =>
    given(...begun)
      .when(deployment('rollback'))
      .thenNothing());

  it('does nothing when another request comes with its id', () =>
    given(...begun)
      .when(request('PauseRequested', []))
      .thenNothing());

  it('records an outcome and waits for the others', () =>
    given(...begun)
      .when(succeeded(meta))
      .then({
        type: 'OperationSettled',
        data: {
          operationId: meta.operationId,
          workflowId: runId,
          orchestrationId: meta.orchestrationId,
          mappingId: meta.mappingId,
          connectionId: meta.connectionId,
          platform: 'meta',
          adAccountId: meta.adAccountId,
          step: 'validate_configuration',
          kind: 'verify-account',
          at: succeeded(meta).at,
          outcome: {
            status: 'succeeded',
            result: { kind: 'verify-account', currency: 'USD', timeZone: 'America/New_York' },
          },
        },
      }));

  it('does nothing when an outcome comes again', () =>
    given(...react(begun, succeeded(meta)))
      .when(succeeded(meta))
      .thenNothing());

  it('keeps to the first outcome when another one follows for the same operation', () =>
    given(...react(begun, succeeded(meta)))
      .when(failed(meta))
      .thenNothing());

  it('does nothing for an operation that it did not ask for', () =>
    given(...begun)
      .when(succeeded({ ...meta, operationId: google.operationId.replace(/^./, 'f') as OperationId }))
      .thenNothing());

  it('does nothing for an outcome of another kind than it asked for', () =>
    given(...begun)
      .when(succeeded(meta, { kind: 'remove-campaign' }))
      .thenNothing());

  it('does nothing for an outcome before it was begun', () => given().when(succeeded(meta)).thenNothing());

  it('does nothing for any outcome after its end', () => {
    for (const asked of openIn(ended.filter(({ type }) => type !== 'OperationSettled'))) {
      given(...ended)
        .when(failed(asked))
        .thenNothing();
    }
  });

  it('is begun once, whatever is folded', () => {
    const again = ended.reduce(
      campaignWorkflow.evolve,
      ended.reduce(campaignWorkflow.evolve, campaignWorkflow.initialState),
    );
    expect(again).toMatchObject({ status: 'ended' });
  });
});
