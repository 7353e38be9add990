import { execFile } from 'node:child_process';

/** What a program wrote; `undefined` when there is no such program on this machine. Throws with its output when it fails. */
export const runCommand = (file: string, args: readonly string[], timeoutMs: number): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    execFile(file, args, { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') resolve(undefined);
      else reject(new Error(`${file} failed: ${error.message}\n${stdout}\n${stderr}`, { cause: error }));
    });
  });
