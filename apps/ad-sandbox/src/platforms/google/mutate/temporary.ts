import { OperationFailed } from '../failure.ts';
import { type Collection, idIn } from '../resource-name.ts';
import type { Draft } from './draft.ts';

const keyOf = (collection: Collection, id: string): string => `${collection}/${id}`;

/** Checks the resource name of something to be created: none, or a temporary one of its own. Throws `OperationFailed`. */
export const checkTemporary = ({ owner, temporary }: Draft, collection: Collection, name: string | undefined): void => {
  if (name === undefined || name === '') return;
  const path = ['create', 'resource_name'];
  const id = idIn(name, owner.account.adAccountId, collection, path);
  if (!id.startsWith('-')) {
    throw new OperationFailed(
      'requestError',
      'BAD_RESOURCE_ID',
      'A new resource is named by a negative id.',
      path,
      name,
    );
  }
  if (temporary.has(keyOf(collection, id))) {
    throw new OperationFailed(
      'mutateError',
      'ID_EXISTS_IN_MULTIPLE_MUTATES',
      'The temporary id is used by two operations.',
      path,
      name,
    );
  }
};

/** Later operations of the same request may mean the new thing by its temporary name. */
export const keepTemporary = (draft: Draft, collection: Collection, name: string | undefined, id: string): void => {
  if (name === undefined || name === '') return;
  draft.temporary.set(keyOf(collection, idIn(name, draft.owner.account.adAccountId, collection, [])), id);
};

/** The real id that a resource name stands for; a temporary one must have been created before. Throws `OperationFailed`. */
export const actualId = (
  { owner, temporary }: Draft,
  collection: Collection,
  name: string,
  path: readonly string[],
): string => {
  const id = idIn(name, owner.account.adAccountId, collection, path);
  return temporary.get(keyOf(collection, id)) ?? id;
};
