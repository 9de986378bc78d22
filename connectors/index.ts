import type { Connector } from '#kit';

/** Every connector by its type. A connector's code and packages load only when a source uses it. */
export const connectors: Readonly<Record<string, () => Promise<Connector>>> = {
  confluence: async () => (await import('./confluence/index.ts')).confluence,
  file: async () => (await import('./file/index.ts')).file,
  google_drive: async () => (await import('./google_drive/index.ts')).googleDrive,
  sharepoint: async () => (await import('./sharepoint/index.ts')).sharepoint,
  slack: async () => (await import('./slack/index.ts')).slack,
  notion: async () => (await import('./notion/index.ts')).notion,
  website: async () => (await import('./website/index.ts')).website,
};
