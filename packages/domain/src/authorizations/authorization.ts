import type { AuthorizationEvent, AuthorizationId, ConnectionId, OfferedAccount } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';

type EventOf<Type extends AuthorizationEvent['type']> = Extract<AuthorizationEvent, { type: Type }>;
type DataOf<Type extends AuthorizationEvent['type']> = EventOf<Type>['data'];

// Commands

type RequestAuthorization = Readonly<{ type: 'RequestAuthorization'; data: DataOf<'AuthorizationRequested'> }>;
type PrepareAuthorization = Readonly<{ type: 'PrepareAuthorization'; data: { authorizationId: AuthorizationId } }>;
type AnswerAuthorization = Readonly<{ type: 'AnswerAuthorization'; data: { authorizationId: AuthorizationId } }>;
type GrantAuthorization = Readonly<{ type: 'GrantAuthorization'; data: DataOf<'AuthorizationGranted'> }>;
type FailAuthorization = Readonly<{
  type: 'FailAuthorization';
  /** With the step that failed: once the authorization is past it, nothing has. */
  data: DataOf<'AuthorizationFailed'> & Readonly<{ during: 'requested' | 'prepared' | 'answered' }>;
}>;
type ChooseAccounts = Readonly<{
  type: 'ChooseAccounts';
  data: Readonly<{
    authorizationId: AuthorizationId;
    accounts: readonly Readonly<{ connectionId: ConnectionId; adAccountId: string; name: string | undefined }>[];
  }>;
}>;

export type AuthorizationCommand =
  | RequestAuthorization
  | PrepareAuthorization
  | AnswerAuthorization
  | GrantAuthorization
  | FailAuthorization
  | ChooseAccounts;

// State

type Asked = DataOf<'AuthorizationRequested'>;
type Granted = DataOf<'AuthorizationGranted'>;

export type Authorization =
  | Readonly<{ status: 'absent' }>
  | Readonly<{ status: 'requested' | 'prepared' | 'answered'; asked: Asked }>
  | Readonly<{ status: 'failed'; asked: Asked; failure: DataOf<'AuthorizationFailed'> }>
  | Readonly<{ status: 'granted'; asked: Asked; grant: Granted }>
  | Readonly<{ status: 'done'; asked: Asked; grant: Granted; chosen: DataOf<'AccountsChosen'>['accounts'] }>;

export type ExistingAuthorization = Exclude<Authorization, { status: 'absent' }>;

// Decide

const isSameChoice = (
  chosen: DataOf<'AccountsChosen'>['accounts'],
  wanted: ChooseAccounts['data']['accounts'],
): boolean => {
  const ids = new Set(chosen.map(({ adAccountId }) => adAccountId));
  return ids.size === wanted.length && wanted.every(({ adAccountId }) => ids.has(adAccountId));
};

const offered = (accounts: readonly OfferedAccount[], adAccountId: string): OfferedAccount => {
  const account = accounts.find((each) => each.adAccountId === adAccountId);
  if (account !== undefined) return account;
  throw new RuleViolation('account-not-offered', `The authorization does not offer ad account ${adAccountId}`, {
    adAccountId,
  });
};

const choose = ({ data }: ChooseAccounts, state: ExistingAuthorization): readonly AuthorizationEvent[] => {
  if (state.status === 'done' && isSameChoice(state.chosen, data.accounts)) return [];
  if (state.status !== 'granted') {
    throw new RuleViolation('authorization-not-granted', 'The authorization offers no ad accounts to choose from', {
      status: state.status,
    });
  }
  const accounts = data.accounts.map(({ connectionId, adAccountId, name }) => ({
    connectionId,
    adAccountId,
    name: name ?? offered(state.grant.accounts, adAccountId).name,
  }));
  for (const { adAccountId } of accounts) offered(state.grant.accounts, adAccountId);
  return [{ type: 'AccountsChosen', data: { authorizationId: data.authorizationId, accounts } }];
};

const fail = (
  { data: { during, ...failure } }: FailAuthorization,
  { status }: ExistingAuthorization,
): readonly AuthorizationEvent[] => (status === during ? [{ type: 'AuthorizationFailed', data: failure }] : []);

const decide = (command: AuthorizationCommand, state: Authorization): readonly AuthorizationEvent[] => {
  if (command.type === 'RequestAuthorization') {
    return state.status === 'absent' ? [{ type: 'AuthorizationRequested', data: command.data }] : [];
  }
  if (state.status === 'absent') throw new RuleViolation('authorization-not-found', 'There is no such authorization');
  switch (command.type) {
    case 'PrepareAuthorization':
      return state.status === 'requested' ? [{ type: 'AuthorizationPrepared', data: command.data }] : [];
    case 'AnswerAuthorization':
      return state.status === 'prepared' ? [{ type: 'AuthorizationAnswered', data: command.data }] : [];
    case 'GrantAuthorization':
      return state.status === 'answered' ? [{ type: 'AuthorizationGranted', data: command.data }] : [];
    case 'FailAuthorization':
      return fail(command, state);
    case 'ChooseAccounts':
      return choose(command, state);
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Authorization, event: AuthorizationEvent): Authorization => {
  if (event.type === 'AuthorizationRequested') return { status: 'requested', asked: event.data };
  if (state.status === 'absent') return state;
  const { asked } = state;
  switch (event.type) {
    case 'AuthorizationPrepared':
      return { status: 'prepared', asked };
    case 'AuthorizationAnswered':
      return { status: 'answered', asked };
    case 'AuthorizationGranted':
      return { status: 'granted', asked, grant: event.data };
    case 'AuthorizationFailed':
      return { status: 'failed', asked, failure: event.data };
    case 'AccountsChosen':
      return state.status === 'granted' ? { ...state, status: 'done', chosen: event.data.accounts } : state;
    default:
      return assertNever(event);
  }
};

export const authorizationDecider: Decider<Authorization, AuthorizationCommand, AuthorizationEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
