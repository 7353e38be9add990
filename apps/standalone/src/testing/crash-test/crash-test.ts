import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded } from '@campaigns/contracts';
import { freePort } from '@campaigns/testing';
import { dataFolder, runToEnd, startSandboxProcess } from '../running-system.ts';
import { sandboxControl } from '../sandbox-control.ts';
import { deployMany } from './deployments.ts';
import { killedSystem } from './killed-system.ts';
import { patientClient } from './patient-client.ts';
import { platformFaults } from './platform-faults.ts';
import { faultsOf } from './verdict.ts';

export type CrashTestOptions = Readonly<{
  deployments: number;
  kills: number;
  atOnce: number;
  /** In [0, 1): chooses the moments of the kills. */
  random: () => number;
  say: (line: string) => void;
}>;

export type CrashTestResult = Readonly<{
  deployments: number;
  completed: number;
  rolledBack: number;
  /** Ended with some platforms live and others not, as `continue` allows. */
  inPart: number;
  kills: number;
  faultsInjected: number;
  /** What is wrong, one line each. */
  faults: readonly string[];
}>;

/**
 * Deploys over three platforms that fail (10 % HTTP 500, 5 % answers dropped after the effect, 10 % refusals of TikTok's
 * creations) while the system is killed with `kill -9` and started again; then compares what the API says with what is on
 * the platforms.
 */
export const crashTest = async (options: CrashTestOptions): Promise<CrashTestResult> => {
  const { deployments: count, kills: maxKills, atOnce, random, say } = options;
  const folder = await dataFolder();
  const sandboxProcess = await startSandboxProcess();
  const sandbox = sandboxControl(sandboxProcess.url);
  const { stdout: token } = await runToEnd('token.ts', [], { DATA_DIR: folder.path });
  const port = await freePort();
  const system = killedSystem(
    {
      DATA_DIR: folder.path,
      PORT: `${port}`,
      SANDBOX_URL: sandboxProcess.url,
      RATE_LIMIT_PER_MINUTE: '1000000',
      UNKNOWN_OUTCOME_WAIT_MS: '300',
      PLATFORM_REQUEST_TIMEOUT_MS: '2000',
      OPERATION_RETRY_BASE_MS: '50',
      OPERATION_MAX_ATTEMPTS: '10',
    },
    { random, maxKills, say },
  );
  const done = new AbortController();
  try {
    const call = patientClient(`http://127.0.0.1:${port}`, token.trim());
    // The first start opens the ad accounts; faults come after it, so that they hit the work and not the seeds.
    await call('GET', '/templates');
    await sandbox.setFaults(platformFaults);
    let isKilling = true;
    const killing = system.killAgainAndAgain(done.signal).finally(() => {
      isKilling = false;
    });
    const deployments = await deployMany(call, {
      count,
      atOnce,
      pause: () => sleep(200),
      // A kill that comes when all is done tests nothing.
      goOn: () => isKilling,
      onEnd: (ended) => {
        if (ended % 10 === 0) say(`${ended} deployments have ended`);
      },
    });
    done.abort();
    const kills = await killing;
    const faultsInjected = await sandbox.faultsStruck();
    await sandbox.setFaults([]);
    const completed = deployments.filter(({ workflow }) => workflow.status === 'completed');
    const others = deployments.filter(({ workflow: { status } }) => hasEnded(status) && status !== 'completed');
    const inPart = others.filter(({ policy }) => policy === 'continue').length;
    return {
      deployments: deployments.length,
      completed: completed.length,
      rolledBack: others.length - inPart,
      inPart,
      kills,
      faultsInjected,
      faults: faultsOf(deployments, await sandbox.campaigns()),
    };
  } finally {
    done.abort();
    await system.interrupt();
    await sandboxProcess.stop();
    await folder.drop();
  }
};
