export type Statement = Readonly<{ text: string; values: readonly unknown[] }>;
