import { asItIs, ask, type Definition, healthy, type Step, specOf } from './definition.ts';
import { creativesOn, mayHaveAds, mayHaveCampaign } from './deploy.ts';

/** Asks each platform what it would make of it all, and lets it say everything instead of failing at the first. */
const preview: Step = {
  name: 'validate_configuration',
  waves: (run) => [
    healthy(run).map((platform) =>
      ask(run, 'validate_configuration', platform, {
        kind: 'verify-account',
        plan: {
          spec: specOf(run, platform),
          creatives: [...creativesOn(run, platform)],
          preview: { mayHaveCampaign: mayHaveCampaign(run, platform), mayHaveAds: mayHaveAds(run, platform) },
        },
      }),
    ),
  ],
};

/** The first step of a deployment, by itself: it asks the platforms and makes nothing. */
export const planDeployment: Definition = {
  workflowType: 'creation',
  steps: [preview],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf: asItIs,
};
