import type { OrchestrationEvent, Rotation } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestRotation } from './commands.ts';
import { existing, illegal, partOf, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';
import { workflowRequest } from './targets.ts';

const impossible = (platform: string, why: string, creativeId?: string): RuleViolation =>
  new RuleViolation('rotation-not-possible', `${platform}: ${why}`, {
    platform,
    ...(creativeId === undefined ? {} : { creativeId }),
  });

/** The platform's part, when that can be done there. */
const rotatedPart = (state: ExistingOrchestration, { platform, show, rest }: Rotation): Mapping => {
  const mapping = partOf(state, platform);
  if (!isLive(mapping)) throw illegal(state, 'rotate', `There is no campaign on ${platform}`, { platform });
  const both = show.find((id) => rest.includes(id));
  if (both !== undefined) throw impossible(platform, `The creative ${both} cannot be shown and rest`, both);
  const absent = [...show, ...rest].find((id) => mapping.ads.every(({ creativeId }) => creativeId !== id));
  if (absent !== undefined) throw impossible(platform, `There is no ad of the creative ${absent}`, absent);
  const isShown = ({ creativeId, resting }: Mapping['ads'][number]): boolean =>
    show.includes(creativeId) || (resting !== true && !rest.includes(creativeId));
  if (!mapping.ads.some(isShown)) throw impossible(platform, 'Nothing would be left to show');
  return mapping;
};

/** In the place of a sync. Throws `rotation-not-possible` where a creative has no ad, or a platform would show nothing. */
export const requestRotation = ({ data }: RequestRotation, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  const { workflowId, rotations, ruleId } = data;
  if (state.syncRun === workflowId) return [];
  requireAllowed(state, 'rotate');
  requireFree(state, { ofSync: true });
  const parts = rotations.map((rotation) => rotatedPart(state, rotation));
  const twice = parts.find((part, index) => parts.indexOf(part) < index);
  if (twice !== undefined) throw impossible(twice.platform, 'It is named twice');
  if (parts.length === 0 || state.flight === null) throw illegal(state, 'rotate', 'No creative is named');
  return [
    {
      type: 'RotationRequested',
      data: {
        ...workflowRequest(state, workflowId, state.flight, parts),
        rotations: rotations.map(({ platform, show, rest }) => ({ platform, show: [...show], rest: [...rest] })),
        ...(ruleId === undefined ? {} : { ruleId }),
      },
    },
  ];
};
