import { stopKept } from './global-kafka-handle.ts';

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default stopKept;
