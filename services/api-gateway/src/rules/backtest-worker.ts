import { parentPort, workerData } from 'node:worker_threads';
import { type BacktestQuestion, backtest } from '@campaigns/domain';

parentPort?.postMessage(backtest(workerData as BacktestQuestion));
