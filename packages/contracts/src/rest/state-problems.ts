import { type CatalogueEntry, entry } from './problem-entry.ts';

/** What is named does not exist, or is not in a state that allows the request. */
export const stateProblems = {
  conflict: entry(
    409,
    'The resource kept changing',
    'Others changed the same resource at the same moment, several times.',
    'Send the request again.',
  ),
  'illegal-transition': entry(
    409,
    'The state does not allow this',
    'The life cycle does not allow the action in this state; `details` names both.',
    'Read the state and choose an action that it allows.',
  ),
  'workflow-in-progress': entry(
    409,
    'Another workflow is under way',
    'The workflow in `details.workflowId` has not ended yet.',
    'Follow that workflow until it has ended, then send the request again.',
  ),
  'template-inactive': entry(
    409,
    'The template is inactive',
    'An inactive template cannot be used.',
    'Activate it, or use another template.',
  ),
  'template-archived': entry(
    409,
    'The template is archived',
    'An archived template can neither be used nor changed.',
    'Use another template, or create one with the same content.',
  ),
  'flight-over': entry(
    409,
    'The flight is over',
    'The end of the flight lies in the past.',
    'Use an end in the future.',
  ),
  'template-not-found': entry(
    404,
    'There is no such template',
    'The template does not exist or belongs to another organisation.',
    'Use an id from the list of templates.',
  ),
  'orchestration-not-found': entry(
    404,
    'There is no such orchestration',
    'The orchestration does not exist or belongs to another organisation.',
    'Use an id from the list of orchestrations.',
  ),
  'workflow-not-found': entry(
    404,
    'There is no such workflow',
    'The workflow does not exist or belongs to another orchestration or organisation.',
    'Use an id from the list of workflows.',
  ),
  'connection-not-found': entry(
    404,
    'There is no such connection',
    'The connection does not exist or belongs to another organisation.',
    'Use an id from the list of connections.',
  ),
  'connection-in-use': entry(
    409,
    'Campaigns use the connection',
    'Campaigns of the orchestrations in `details.orchestrations` are on the platform under this connection.',
    'Complete those orchestrations first, or send `force=true` to leave their campaigns as they are.',
  ),
  'authorization-not-found': entry(
    404,
    'There is no such authorization',
    'The authorization does not exist, or somebody else has asked for it.',
    'Use the id that your own request for an authorization was answered with.',
  ),
  'authorization-not-granted': entry(
    409,
    'The authorization offers no ad accounts',
    'The person has not consented yet, the authorization has failed, or its accounts have been chosen before.',
    'Read the authorization; request another one when it has failed or is done.',
  ),
  'template-already-exists': entry(
    409,
    'The template exists already',
    'A template with this id was created before.',
    'Read it instead of creating it.',
  ),
  'orchestration-already-exists': entry(
    409,
    'The orchestration exists already',
    'An orchestration with this id was created before.',
    'Read it instead of creating it.',
  ),
  'connection-already-exists': entry(
    409,
    'The connection exists already',
    'The connection belongs to another ad account.',
    'Register the account as a connection of its own.',
  ),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
