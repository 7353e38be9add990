import pg from 'pg';
import { migrateReadTables } from '../index.ts';

// A process of its own that starts up on a database, as one of several services would.
const pool = new pg.Pool({ connectionString: process.argv[2], max: 2 });
await migrateReadTables(pool);
await pool.end();
