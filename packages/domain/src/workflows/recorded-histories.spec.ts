import { readdirSync, readFileSync } from 'node:fs';
import { type WorkflowEvent, workflowCodec } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { definitionVersion } from './definitions.ts';
import { advance } from './engine.ts';
import type { WorkflowInput } from './input.ts';
import { campaignWorkflow } from './workflow.ts';

const folder = new URL('./recorded-histories/', import.meta.url);
const fileNames = readdirSync(folder);

/** What a run heard, and what it appended thereupon. */
type Turn = Readonly<{ input: WorkflowInput; outputs: readonly WorkflowEvent[] }>;
type Line = Readonly<{ input: WorkflowInput }> | Readonly<{ output: WorkflowEvent }>;

const decoded = ({ type, data }: WorkflowEvent): WorkflowEvent =>
  workflowCodec.decode({ type, data, metadata: { schemaVersion: 1 } } as Parameters<typeof workflowCodec.decode>[0]);

/** A file has one line for each input, and under it one for each output. */
const turnsOf = (fileName: string): readonly Turn[] => {
  const lines = readFileSync(new URL(fileName, folder), 'utf8').trimEnd().split('\n');
  const turns: { input: WorkflowInput; outputs: WorkflowEvent[] }[] = [];
  for (const text of lines) {
    const line = JSON.parse(text) as Line;
    if ('input' in line) turns.push({ input: line.input, outputs: [] });
    else turns.at(-1)?.outputs.push(decoded(line.output));
  }
  return turns;
};

const beginningOf = (fileName: string): Extract<WorkflowEvent, { type: 'WorkflowStarted' }> => {
  const started = turnsOf(fileName)[0]?.outputs[0];
  if (started?.type !== 'WorkflowStarted') throw new Error(`${fileName} does not begin with a start`);
  return started;
};

/** Everything that the run appends, from the recorded events of its first turns on. */
const replayed = (turns: readonly Turn[], known: number): readonly WorkflowEvent[] => {
  const events = turns.slice(0, known).flatMap(({ outputs }) => outputs);
  for (const { input } of turns.slice(known))
    events.push(...campaignWorkflow.decide(input, fold(campaignWorkflow, events)));
  return events;
};

describe('Runs that began under an earlier definition', () => {
  it('are there for each version before this one', () => {
    const versions = new Set(fileNames.map((name) => beginningOf(name).data.definitionVersion));
    for (let version = 1; version < definitionVersion; version += 1) expect(versions).toContain(version);
  });

  it.each(fileNames)('go on as they were recorded, wherever they were cut off: %s', (fileName) => {
    const turns = turnsOf(fileName);
    const recorded = turns.flatMap(({ outputs }) => outputs);
    expect(['WorkflowCompleted', 'WorkflowFailed']).toContain(recorded.at(-1)?.type);
    for (let known = 1; known <= turns.length; known += 1) expect(replayed(turns, known)).toEqual(recorded);
  });

  it.each(fileNames)('begin as they were recorded: %s', (fileName) => {
    const started = beginningOf(fileName);
    const run = campaignWorkflow.evolve(campaignWorkflow.initialState, started);
    if (run.status === 'absent') throw new Error('The run has begun');
    expect([started, ...advance(run, started.data.at)]).toEqual(turnsOf(fileName)[0]?.outputs);
  });
});
