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
  'no-such-failure': entry(
    409,
    'Nothing failed there',
    'The workflow waits for an operator, but not because of that step on that platform; or what is wrong there was wrong before anything was asked for, and cannot be tried again.',
    'Read the workflow: its `error_message` says what it waits for. What cannot be tried again can be skipped.',
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
  'plan-changed': entry(
    409,
    'The plan has changed',
    'A deployment now would not be the one of the plan whose hash was sent; `details.differences` says where, before and after, and is `null` when there is no such plan.',
    'Look at a new plan, and send its hash.',
  ),
  'nothing-to-clean-up': entry(
    409,
    'There is nothing to clean up',
    'No deployment has left a campaign behind.',
    'Nothing has to be done.',
  ),
  'plan-not-found': entry(
    404,
    'There is no plan',
    'No plan of the orchestration has been asked for, or the platforms have not all answered the first one yet.',
    'Ask for one by POST, or follow the workflow that makes it.',
  ),
  'budget-spent': entry(
    409,
    'The whole budget is spent',
    'The total in `details.capMicros`, in millionths of the currency unit, is spent: nothing is activated any more.',
    'Raise the total budget first.',
  ),
  'budget-not-free': entry(
    409,
    'The budget is not free yet',
    'Other platforms may still have what is to be given here: they have not confirmed their lower budgets.',
    'Wait until the ledger (`GET …/budget`) has room, or synchronise the settings, then send the request again.',
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
