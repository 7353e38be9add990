import { z } from 'zod';
import { platform } from '../vocabulary.ts';
import { stepName } from '../workflow-events.ts';

const reason = z.string().trim().min(1).max(500).meta({ description: 'Kept with who said it' });
const about = {
  step: stepName,
  platform: platform.optional().meta({ description: 'Default: every platform that failed in that step' }),
};

export const stepBody = z
  .strictObject(about)
  .meta({ id: 'WorkflowStep', example: { step: 'create_platform_campaigns', platform: 'google' } });
export const skipBody = z.strictObject({ ...about, reason }).meta({
  id: 'SkipWorkflowStep',
  example: {
    step: 'create_platform_campaigns',
    platform: 'tiktok',
    reason: 'The account is under review until Monday',
  },
});
export const cancelBody = z
  .strictObject({ reason })
  .meta({ id: 'CancelWorkflow', example: { reason: 'The offer has changed' } });
