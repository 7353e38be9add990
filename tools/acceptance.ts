/** One line of docs/acceptance.md: what is promised, how far it is, and what proves it. */
export type AcceptanceRow = Readonly<{
  id: string;
  status: string;
  /** File and test title of each proof. */
  proofs: readonly Readonly<{ file: string; title: string }>[];
  /** What is not there, in words. */
  missing: string;
}>;

const rowPattern = /^\| (?<id>[A-Z]\d+) +\| (?<promise>[^|]+)\| (?<status>[^|]+)\| (?<proof>[^|]*)\|$/;
const proofPattern = /`(?<file>[^`›]+) › (?<title>[^`]+)`/g;

/** The rows of the table, in the order of the document. */
export const acceptanceRows = (document: string): readonly AcceptanceRow[] =>
  document.split('\n').flatMap((line) => {
    const row = rowPattern.exec(line)?.groups;
    if (row === undefined) return [];
    const { id = '', status = '', proof = '' } = row;
    const proofs = [...proof.matchAll(proofPattern)].map(({ groups }) => ({
      file: groups?.['file'] ?? '',
      title: groups?.['title'] ?? '',
    }));
    return [
      {
        id,
        status: status.trim(),
        proofs,
        missing: proof
          .replaceAll(proofPattern, '')
          .replace(/[\s;]+/g, ' ')
          .trim(),
      },
    ];
  });
