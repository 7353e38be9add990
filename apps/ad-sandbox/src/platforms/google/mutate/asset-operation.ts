import { OperationFailed } from '../failure.ts';
import { messageOf } from '../json-message.ts';
import type { Draft } from './draft.ts';
import { required } from './update-mask.ts';

const assetShape = { resourceName: 'text', name: 'text', type: ['IMAGE', 'TEXT'], imageAsset: 'message' } as const;

/** Answers the id of an image that ads can show. Throws `OperationFailed`, `Refusal`. */
export const createAsset = (draft: Draft, value: unknown, where: string): string => {
  const { name, imageAsset } = messageOf(assetShape, value, where);
  if (typeof imageAsset?.['data'] !== 'string') throw required('imageAsset');
  return draft.addChild({ kind: 'media', name: name ?? '', status: 'active', details: {} }).id;
};

/** What was uploaded stays as it is. */
export const refusedAsset = (): never => {
  throw new OperationFailed('contextError', 'OPERATION_NOT_PERMITTED_FOR_CONTEXT', 'Assets can only be created.');
};
