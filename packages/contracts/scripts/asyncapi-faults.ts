import { Parser } from '@asyncapi/parser';

const parser = new Parser();

/** Severities of the parser: 0 is an error, 1 a warning; 2 and 3 are advice. */
const lastFault = 1;

/**
 * What the parser of the AsyncAPI project finds wrong in a document, each line beginning with where; empty when nothing.
 * What the document refers to is read too, relative to `path`, where it stands.
 */
export const asyncApiFaults = async (document: string, path: string): Promise<readonly string[]> => {
  const { diagnostics } = await parser.parse(document, { source: path });
  return diagnostics
    .filter(({ severity }) => severity <= lastFault)
    .map((found) => `${found.path.join('.')}: ${found.message}`);
};
