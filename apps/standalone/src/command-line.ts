import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { z } from 'zod';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const remark = (line: string): void => void process.stderr.write(`${line}\n`);

const end = (line: string): never => {
  remark(line);
  process.exit(2);
};

/** The first sentence on one line: what lies behind it are hints for programmers. */
const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').split('. ')[0] ?? text;

/**
 * What a command was asked for: its flags by name, and the words without a flag as `words`, for a schema that has them.
 * Ends the process with 0 after the help, and with 2 and one line when what was asked makes no sense.
 */
export const readFlags = <Schema extends z.ZodType>(
  schema: Schema,
  options: ParseArgsOptionsConfig,
  help: string,
  { allowWords = false }: Readonly<{ allowWords?: boolean }> = {},
): z.output<Schema> => {
  const given = (() => {
    try {
      const known: ParseArgsOptionsConfig = { ...options, help: { type: 'boolean', short: 'h' } };
      const { values, positionals } = parseArgs({ options: known, allowPositionals: allowWords });
      return allowWords ? { ...values, words: positionals } : values;
    } catch (error) {
      return end(`${oneLine((error as Error).message)}; --help says what is possible`);
    }
  })();
  const { help: wantsHelp, ...values }: Readonly<Record<string, unknown>> = given;
  if (wantsHelp === true) {
    say(help);
    process.exit(0);
  }
  const parsed = schema.safeParse(values);
  return parsed.success ? parsed.data : end(parsed.error.issues[0]?.message ?? help);
};

/** Runs a command; when it fails, says why in one line and ends with 1. */
export const runCommand = async (run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    remark(message === '' ? String(code ?? error) : message.replaceAll(/\s*\n\s*/g, ' '));
    process.exitCode = 1;
  }
};
