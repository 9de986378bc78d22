import type { Connector } from '#kit';

/** Every connector by its type. A connector's code and packages load only when a source uses it. */
export const connectors: Readonly<Record<string, () => Promise<Connector>>> = {
  file: async () => (await import('./file/index.ts')).file,
  website: async () => (await import('./website/index.ts')).website,
};
