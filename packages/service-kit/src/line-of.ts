/** What an error says, on one line; its code when it says nothing. */
export const lineOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { message, code } = error as NodeJS.ErrnoException;
  return message === '' ? String(code ?? error.name) : message.replaceAll(/\s*\n\s*/g, ' ');
};
