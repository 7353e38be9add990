export { beforeStart, liveSchema, readCheckpoint } from './checkpoint.ts';
export {
  type ProjectionProgress,
  type ProjectionProgressOptions,
  projectionProgress,
} from './projection-progress.ts';
export { type Waiters, waiters } from './waiters.ts';
