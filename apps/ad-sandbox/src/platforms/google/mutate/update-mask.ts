import { OperationFailed } from '../failure.ts';
import { camelCase, type Shape, snakeCase } from '../json-message.ts';

const refusal = (code: string, message: string, trigger?: string): OperationFailed =>
  new OperationFailed('fieldMaskError', code, message, ['update_mask'], trigger);

/**
 * The fields that an update touches, in camelCase; below a message, `networkSettings.targetGoogleSearch`. What `fixed` names is
 * decided at creation or by the platform. Throws `OperationFailed`: no mask, an unknown field, or a fixed one.
 */
export const maskedFields = (mask: string | undefined, shape: Shape, fixed: readonly string[]): readonly string[] => {
  if (mask === undefined || mask.trim() === '') {
    throw refusal('FIELD_MASK_MISSING', 'The field mask must be provided for update operations.');
  }
  const fields = mask.split(',').map((path) => camelCase(path.trim()));
  for (const field of fields) {
    const [root = '', ...below] = field.split('.');
    const kind = Object.hasOwn(shape, root) ? shape[root] : undefined;
    if (kind === undefined || (below.length > 0 && kind !== 'message')) {
      throw refusal('FIELD_NOT_FOUND', `The field mask contained an invalid field: '${field}'.`, field);
    }
    if (fixed.includes(root)) {
      throw new OperationFailed(
        'fieldError',
        'IMMUTABLE_FIELD',
        'The field cannot be modified.',
        ['update', snakeCase(root)],
        field,
      );
    }
  }
  // The resource name says what to update; clients may list it, and it changes nothing.
  return fields.filter((field) => field !== 'resourceName');
};

export const cannotBeCleared = (name: string): OperationFailed =>
  new OperationFailed('fieldError', 'FIELD_CANNOT_BE_CLEARED', 'The field cannot be cleared.', [
    'update',
    snakeCase(name),
  ]);

export const required = (name: string, message = 'The required field was not present.'): OperationFailed =>
  new OperationFailed('fieldError', 'REQUIRED', message, ['create', snakeCase(name)]);
