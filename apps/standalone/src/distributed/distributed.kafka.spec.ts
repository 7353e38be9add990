import { setTimeout as sleep } from 'node:timers/promises';
import { readTopics } from '@campaigns/event-sourcing';
import { createGrants, loadSyncWorkerConfig } from '@campaigns/sync-worker';
import { describeWithKafka, eventually } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { connectedBy } from '../testing/connecting.ts';
import { deployMany } from '../testing/crash-test/deployments.ts';
import { patientClient } from '../testing/crash-test/patient-client.ts';
import { platformFaults } from '../testing/crash-test/platform-faults.ts';
import { faultsOf } from '../testing/crash-test/verdict.ts';
import { type DistributedSystem, startDistributedSystem } from '../testing/distributed-system.ts';
import { launchClockSpeed } from '../testing/product-launch.ts';
import { describeWholeSystem } from '../testing/whole-system.ts';

const describeReplacements = (running: () => DistributedSystem): void => {
  describe('While platforms fail and an orchestrator and a sync-worker are killed and replaced', () => {
    it('no deployment is lost and no campaign bought twice', async () => {
      const { apiUrl, token, sandbox, killOne, startOne } = running();
      await sandbox.setFaults(platformFaults);
      const replace = async (service: 'orchestrator' | 'sync-worker'): Promise<void> => {
        await killOne(service);
        await startOne(service);
      };
      let replacing: Promise<unknown> | undefined;
      const deployments = await deployMany(patientClient(apiUrl, token), {
        ...{ count: 20, atOnce: 8, pause: () => sleep(200) },
        onEnd: (ended) => {
          if (ended >= 4) replacing ??= Promise.all([replace('orchestrator'), replace('sync-worker')]);
        },
      });
      await replacing;
      const struck = await sandbox.faultsStruck();
      await sandbox.setFaults([]);
      expect(faultsOf(deployments, await sandbox.campaigns())).toEqual([]);
      expect(deployments).toHaveLength(20);
      // Otherwise nothing was tested.
      expect(struck).toBeGreaterThan(5);
      expect(deployments.filter(({ workflow }) => workflow.status === 'completed')).not.toEqual([]);
    }, 180_000);
  });
};

/** Whatever lies in the topics, as text. */
const publishedTexts = async ({ brokers, env }: DistributedSystem): Promise<readonly string[]> => {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(env['KAFKA_NAMESPACE'] ?? ''));
    const records = await readTopics({ kafka, admin, topics, reader: 'canary' });
    return records.map(({ record: { key, value, headers } }) => [key, value, ...Object.values(headers)].join(' '));
  } finally {
    await admin.disconnect();
  }
};

const describeSecrecy = (running: () => DistributedSystem): void => {
  describe('Tokens and codes of ad accounts that are connected', () => {
    it('are in no message, whichever process handed them to which', async () => {
      const { connection, back } = await connectedBy(running(), 'google');
      const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 1 });
      const { keyring } = loadSyncWorkerConfig({ VAULT_KEYS: running().env['VAULT_KEYS'] });
      const { rows } = await pool.query<{ grant_id: string }>('select grant_id from vault.grants');
      const opened = await Promise.all(rows.map(({ grant_id: id }) => createGrants(pool, keyring).get(id)));
      await pool.end();
      const tokens = opened.flatMap((grant) => {
        const { accessToken, refreshToken } = grant?.tokens ?? {};
        return [accessToken, refreshToken].flatMap((secret) => secret?.reveal() ?? []);
      });
      const secrets = [...tokens, back.searchParams.get('code') ?? '', back.searchParams.get('state') ?? ''];
      expect(Math.min(...secrets.map(({ length }) => length))).toBeGreaterThan(15);
      const messages = await eventually(
        async () => {
          const text = (await publishedTexts(running())).join('\n');
          // Without the text: it is long.
          expect(text.includes(connection?.connection_id ?? 'none')).toBe(true);
          return text;
        },
        { timeoutMs: 20_000, everyMs: 500 },
      );
      expect(messages.includes('AuthorizationGranted')).toBe(true);
      expect(secrets.filter((secret) => messages.includes(secret))).toEqual([]);
    }, 60_000);
  });
};

describeWithKafka('With the log in Postgres, delivered by Kafka,', (brokers) => {
  describeWholeSystem(
    'services as processes of their own',
    () => startDistributedSystem(brokers, { clockSpeed: launchClockSpeed }),
    (running) => {
      describeSecrecy(running);
      describeReplacements(running);
    },
  );
});
