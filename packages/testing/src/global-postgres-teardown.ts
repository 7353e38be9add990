import { stopKept } from './global-postgres-handle.ts';

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default stopKept;
